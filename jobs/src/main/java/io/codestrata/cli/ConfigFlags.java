package io.codestrata.cli;

import io.codestrata.config.ConfigException;
import io.codestrata.config.ConfigOption;
import io.codestrata.config.ConfigReader;
import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.Progress;
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
      names = "--generation",
      paramLabel = "NAME",
      description =
          "Generation of the index, which is one model and chunking (the one that serves); see"
              + " codestrata generations.")
  private String generation;

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
    Map<String, String> flags = new LinkedHashMap<>(set);
    put(flags, Options.DATA, data);
    put(flags, Options.LAKE, lake);
    put(flags, Options.GENERATION, generation);
    put(flags, Options.PG_URL, pgUrl);
    more.forEach((option, value) -> put(flags, option, value));
    PipelineConfig config = ConfigReader.read(configFile(), System.getenv(), flags);
    Logging.configure(config, verbose);
    return config;
  }

  /** Who tells the user how long work goes on; asked once the configuration is read. */
  static Progress progress() {
    return Logging.isJson() ? new LoggedProgress() : new TerminalProgress(System.err);
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
