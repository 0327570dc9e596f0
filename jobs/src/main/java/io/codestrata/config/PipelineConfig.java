package io.codestrata.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The configuration of one run, checked: what the file says, over that the environment, over that
 * the flags. Made by {@link ConfigReader}; udfs never see it, they are handed values.
 *
 * @param values option key to text, every option present
 * @param origins option key to who set it: {@code default}, {@code file}, {@code environment},
 *     {@code flag}
 */
public record PipelineConfig(Map<String, String> values, Map<String, String> origins) {

  public PipelineConfig {
    values = Map.copyOf(values);
    origins = Map.copyOf(origins);
  }

  public String text(ConfigOption option) {
    return values.getOrDefault(option.key(), option.defaultValue());
  }

  public long number(ConfigOption option) {
    return Long.parseLong(text(option).replace("_", ""));
  }

  /** The parts of a value that commas separate. */
  public List<String> list(ConfigOption option) {
    return list(text(option));
  }

  static List<String> list(String value) {
    return Arrays.stream(value.split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  public boolean isSet(ConfigOption option) {
    return !text(option).isEmpty();
  }

  /** Whether file, environment or flags say it, be it what it is by default. */
  public boolean isExplicit(ConfigOption option) {
    return !origins.getOrDefault(option.key(), ConfigReader.DEFAULT).equals(ConfigReader.DEFAULT);
  }

  /** The data folder, absolute. */
  public Path dataFolder() {
    return expand(text(Options.DATA));
  }

  /** Where the Delta tables are: a Hadoop path. */
  public String lake() {
    String lake = text(Options.LAKE);
    if (lake.isEmpty()) {
      return dataFolder().resolve("lake").toUri().toString();
    }
    return lake.matches("[A-Za-z][A-Za-z0-9+.-]*:/.*") ? lake : expand(lake).toUri().toString();
  }

  /** The folder of grammars that the user adds; it need not exist. */
  public Path grammarsFolder() {
    return orInConf(Options.GRAMMARS, "grammars");
  }

  /** The file of the models' prices; it need not exist. */
  public Path pricesFile() {
    return orInConf(Options.PRICES, "prices.yaml");
  }

  private Path orInConf(ConfigOption option, String name) {
    String path = text(option);
    if (!path.isEmpty()) {
      return expand(path);
    }
    String home = System.getenv("CODESTRATA_HOME");
    return Path.of(home == null ? "" : home, "conf", name).toAbsolutePath();
  }

  /** The number of a decimal option; empty where it is not set. */
  public OptionalDouble decimal(ConfigOption option) {
    String text = text(option);
    return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
  }

  /** Downloads that data folders share: the server's files. */
  public Path cacheFolder() {
    String cache = text(Options.CACHE);
    if (!cache.isEmpty()) {
      return expand(cache);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("codestrata").toAbsolutePath();
  }

  /** The value as it may be shown: a secret only says that it is set. */
  public String shown(ConfigOption option) {
    String value = text(option);
    return option.secret() && !value.isEmpty() ? "(set, hidden)" : value;
  }

  private static Path expand(String path) {
    String home = System.getProperty("user.home");
    String expanded =
        path.equals("~") ? home : path.startsWith("~/") ? home + path.substring(1) : path;
    return Path.of(expanded).toAbsolutePath().normalize();
  }
}
