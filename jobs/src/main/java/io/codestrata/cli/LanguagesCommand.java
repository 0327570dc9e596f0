package io.codestrata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.UserGrammars;
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

  @Option(names = "--all", description = "Also those without a grammar, which are cut by lines.")
  private boolean all;

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
    PipelineConfig config = flags.read();
    if (samples != null) {
      return measure();
    }
    List<LanguageInfo> languages = UserGrammars.registry(config).languages();
    if (json) {
      ObjectMapper mapper = new ObjectMapper();
      ArrayNode array = mapper.createArrayNode();
      for (LanguageInfo language : languages) {
        var object =
            array
                .addObject()
                .put("name", language.name())
                .put("grammar", language.grammar())
                .put("version", language.version())
                .put("abi", language.abi())
                .put("licence", language.licence());
        language.extensions().forEach(object.putArray("extensions")::add);
        language.symbols().forEach(object.putArray("symbols")::add);
      }
      System.out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array));
      return Main.DONE;
    }
    print(languages);
    return Main.DONE;
  }

  private void print(List<LanguageInfo> languages) {
    String row = "%-18s %-60s %-12s %3s  %-30s %s%n";
    System.out.printf(row, "language", "grammar", "version", "ABI", "extensions", "symbols");
    for (LanguageInfo language : languages) {
      boolean parsed = !language.grammar().isEmpty();
      if (parsed || all) {
        System.out.printf(
            Locale.ROOT,
            row,
            language.name(),
            parsed ? language.grammar() : "(by lines)",
            language.version(),
            parsed && language.abi() > 0 ? language.abi() : "",
            String.join(" ", language.extensions()),
            String.join(" ", language.symbols()));
      }
    }
    long parsed = languages.stream().filter(language -> !language.grammar().isEmpty()).count();
    System.out.printf(
        Locale.ROOT,
        "%d languages are parsed, %d more are told apart and cut by lines%s%n",
        parsed,
        languages.size() - parsed,
        all ? "" : " (--all lists them)");
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
