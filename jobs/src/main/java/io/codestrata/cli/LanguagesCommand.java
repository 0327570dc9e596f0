package io.codestrata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.LanguageInfo;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code languages}: what is told apart, what is parsed, what symbols are found. */
@Command(
    name = "languages",
    description = "List languages, their grammars, extensions and symbols.",
    mixinStandardHelpOptions = true)
final class LanguagesCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print an array of objects.")
  private boolean json;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    flags.read();
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
}
