package io.codestrata.cli;

import io.codestrata.config.ConfigException;
import io.codestrata.config.ConfigOption;
import io.codestrata.config.ConfigReader;
import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Flags every command has: each sets one option of the configuration. */
final class ConfigFlags {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file (default: conf/codestrata.yaml of this installation).")
  private Path file;

  @Option(names = "--data", paramLabel = "FOLDER", description = "Data folder (~/.codestrata).")
  private String data;

  @Option(
      names = "--lake",
      paramLabel = "PATH",
      description = "Folder of the Delta tables, any Hadoop path (lake in the data folder).")
  private String lake;

  @Option(
      names = "--pg-url",
      paramLabel = "URL",
      description =
          "A real PostgreSQL instead of the private one; CODESTRATA_PG_URL hides it from"
              + " process lists.")
  private String pgUrl;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any option; codestrata config lists them.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--verbose", description = "Logs and traces.")
  private boolean verbose;

  /** The configuration as file, environment and flags make it. */
  PipelineConfig read() throws ConfigException {
    return read(Map.of());
  }

  PipelineConfig read(Map<ConfigOption, String> more) throws ConfigException {
    Logging.configure(verbose);
    Map<String, String> flags = new LinkedHashMap<>(set);
    put(flags, Options.DATA, data);
    put(flags, Options.LAKE, lake);
    put(flags, Options.PG_URL, pgUrl);
    more.forEach((option, value) -> put(flags, option, value));
    return ConfigReader.read(configFile(), System.getenv(), flags);
  }

  private Optional<Path> configFile() {
    return file == null ? ConfigReader.installedFile(System.getenv()) : Optional.of(file);
  }

  private static void put(Map<String, String> flags, ConfigOption option, String value) {
    if (value != null) {
      flags.put(option.key(), value);
    }
  }
}
