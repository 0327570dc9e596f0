package io.codestrata.config;

import io.codestrata.rules.PatternBounds;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One option: everything the command line, the configuration file, the environment and the help say
 * about it comes from this object.
 *
 * @param key dotted name in the file and in {@code --set}, such as {@code pg.url}
 * @param type what a value is, shown in messages ({@code whole number})
 * @param defaultValue the text it has when nobody sets it
 * @param secret whether the value is hidden wherever the configuration is shown
 * @param help one sentence
 * @param check text to a fault ("must be ..."), or empty when the value is fine
 */
public record ConfigOption(
    String key,
    String type,
    String defaultValue,
    boolean secret,
    String help,
    Function<String, Optional<String>> check) {

  /** The environment variable that sets it: {@code pg.url} is {@code CODESTRATA_PG_URL}. */
  public String environmentName() {
    return "CODESTRATA_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  static ConfigOption text(String key, String defaultValue, String help) {
    return new ConfigOption(key, "text", defaultValue, false, help, value -> Optional.empty());
  }

  /** A name that is safe in paths, in SQL and on command lines; not set by default. */
  static ConfigOption plainName(String key, String help) {
    return new ConfigOption(
        key,
        "name",
        "",
        false,
        help,
        value ->
            value.matches("([a-z0-9][a-z0-9._-]{0,62})?")
                ? Optional.empty()
                : Optional.of(
                    "must begin with a small letter or digit and hold up to 63 of these, points,"
                        + " dashes and underscores"));
  }

  static ConfigOption secret(String key, String help) {
    return new ConfigOption(key, "text", "", true, help, value -> Optional.empty());
  }

  static ConfigOption choice(String key, String help, String... values) {
    String all = String.join(" | ", values);
    return new ConfigOption(
        key,
        all,
        values[0],
        false,
        help,
        value ->
            List.of(values).contains(value)
                ? Optional.empty()
                : Optional.of("must be one of " + all));
  }

  /** Several of these names, or {@code none}; all of them by default. */
  static ConfigOption names(String key, String help, List<String> names) {
    String all = String.join(",", names);
    return new ConfigOption(
        key,
        "none, or some of " + all,
        all,
        false,
        help,
        value ->
            value.equals("none") || names.containsAll(PipelineConfig.list(value))
                ? Optional.empty()
                : Optional.of("must be none, or some of " + all));
  }

  /** Patterns of {@code .gitignore}'s kind. */
  static ConfigOption patterns(String key, String help) {
    return new ConfigOption(
        key,
        "patterns as in .gitignore, comma separated",
        "",
        false,
        help,
        value ->
            PipelineConfig.list(value).stream()
                    .allMatch(
                        pattern ->
                            !pattern.startsWith("!")
                                && !pattern.startsWith("#")
                                && PatternBounds.isBounded(pattern))
                ? Optional.empty()
                : Optional.of(
                    "must hold patterns as in .gitignore, without ! and with at most "
                        + PatternBounds.MOST_STARS
                        + " stars in a name"));
  }

  /** A name from elsewhere, fit for logs and for a database's list of sessions. */
  static ConfigOption name(String key, String help) {
    return new ConfigOption(
        key,
        "up to 128 printable ASCII characters",
        "",
        false,
        help,
        value ->
            value.matches("[!-~]{1,128}")
                ? Optional.empty()
                : Optional.of("must be up to 128 printable ASCII characters without blanks"));
  }

  /** A number of at least 0, with a point or without; not set by default. */
  static ConfigOption decimal(String key, String help) {
    return new ConfigOption(
        key,
        "number from 0",
        "",
        false,
        help,
        value ->
            value.matches("\\d{1,12}(\\.\\d{1,6})?")
                ? Optional.empty()
                : Optional.of("must be a number such as 12.50"));
  }

  static ConfigOption number(String key, long defaultValue, long min, long max, String help) {
    return new ConfigOption(
        key,
        "whole number " + min + " to " + max,
        Long.toString(defaultValue),
        false,
        help,
        value -> {
          try {
            long number = Long.parseLong(value.replace("_", ""));
            return number < min || number > max
                ? Optional.of("must be from " + min + " to " + max)
                : Optional.empty();
          } catch (NumberFormatException e) {
            return Optional.of("must be a whole number");
          }
        });
  }
}
