package io.codestrata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.codestrata.config.ConfigOption;
import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code config}: every option, its value and who set it. */
@Command(
    name = "config",
    description = "Show every option, its value and who set it.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print an array of objects.")
  private boolean json;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    PipelineConfig config = flags.read();
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode array = mapper.createArrayNode();
    for (ConfigOption option : Options.ALL) {
      String value = config.shown(option);
      String origin = config.origins().get(option.key());
      if (json) {
        array
            .addObject()
            .put("key", option.key())
            .put("value", value)
            .put("origin", origin)
            .put("default", option.defaultValue())
            .put("environment", option.environmentName())
            .put("type", option.type())
            .put("help", option.help());
      } else {
        System.out.printf(
            Locale.ROOT,
            "%-28s %-28s %-12s %s%n",
            option.key(),
            value.isEmpty() ? "-" : value,
            origin,
            option.help());
      }
    }
    if (json) {
      System.out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array));
    }
    return Main.DONE;
  }
}
