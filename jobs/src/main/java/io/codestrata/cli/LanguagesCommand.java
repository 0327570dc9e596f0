package io.codestrata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.LanguageInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code languages}: what is told apart, what is parsed, what symbols are found. */
@Command(
    name = "languages",
    description = "List languages, their grammars, extensions and symbols.",
    mixinStandardHelpOptions = true)
final class LanguagesCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print an array of objects, or the measure as one.")
  private boolean json;

  @Option(
      names = "--measure",
      paramLabel = "FOLDER",
      description =
          "Tell how often detection is right on FOLDER, which holds a folder a language by"
              + " linguist's name, such as linguist's samples.")
  private Path samples;

  @Spec private CommandSpec spec;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    flags.read();
    if (samples != null) {
      return measure();
    }
    List<LanguageInfo> languages = GrammarRegistry.shared().languages();
    if (json) {
      ObjectMapper mapper = new ObjectMapper();
      ArrayNode array = mapper.createArrayNode();
      for (LanguageInfo language : languages) {
        var object =
            array.addObject().put("name", language.name()).put("grammar", language.grammar());
        language.extensions().forEach(object.putArray("extensions")::add);
        language.symbols().forEach(object.putArray("symbols")::add);
      }
      System.out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array));
      return Main.DONE;
    }
    for (LanguageInfo language : languages) {
      System.out.printf(
          Locale.ROOT,
          "%-16s %-50s %-30s %s%n",
          language.name(),
          language.grammar().isEmpty() ? "(by lines)" : language.grammar(),
          String.join(" ", language.extensions()),
          String.join(" ", language.symbols()));
    }
    return Main.DONE;
  }

  private int measure() throws IOException {
    if (!Files.isDirectory(samples)) {
      throw unmeasurable("no such folder");
    }
    DetectionReport report = DetectionReport.of(samples);
    if (report.isEmpty()) {
      throw unmeasurable("no file in a folder of a language");
    }
    if (json) {
      System.out.println(report.json());
    } else {
      report.printTo(System.out);
    }
    return Main.DONE;
  }

  private ParameterException unmeasurable(String cause) {
    return new ParameterException(
        spec.commandLine(),
        "cannot measure on %s: %s (pass a folder that holds a folder a language)"
            .formatted(samples, cause));
  }
}
