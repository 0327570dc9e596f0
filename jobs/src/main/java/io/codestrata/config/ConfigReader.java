package io.codestrata.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads the configuration: file, then environment, then flags. All faults come in one message. */
public final class ConfigReader {
  /** Variables with our prefix that belong to the launcher, not to the configuration. */
  private static final Set<String> LAUNCHER_VARIABLES =
      Set.of("CODESTRATA_HOME", "CODESTRATA_JAVA_OPTS", "CODESTRATA_JARS", "CODESTRATA_CONFIG");

  /** Origin of a value that nobody set. */
  static final String DEFAULT = "default";

  private final Map<String, ConfigOption> byKey =
      Options.ALL.stream().collect(Collectors.toMap(ConfigOption::key, option -> option));
  private final Map<String, ConfigOption> byEnvironmentName =
      Options.ALL.stream()
          .collect(Collectors.toMap(ConfigOption::environmentName, option -> option));
  private final Map<String, String> values = new TreeMap<>();
  private final Map<String, String> origins = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /** The file that is read where none is named: CODESTRATA_CONFIG, else the installation's. */
  public static Optional<Path> installedFile(Map<String, String> environment) {
    String named = environment.getOrDefault("CODESTRATA_CONFIG", "");
    if (!named.isEmpty()) {
      return Optional.of(Path.of(named));
    }
    return Optional.ofNullable(environment.get("CODESTRATA_HOME"))
        .map(folder -> Path.of(folder, "conf", "codestrata.yaml"))
        .filter(Files::exists);
  }

  /**
   * @param file a YAML file, nested or dotted keys; empty for none
   * @param environment the process's environment
   * @param flags option key to text
   * @throws ConfigException with every fault found, one a line
   */
  public static PipelineConfig read(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags)
      throws ConfigException {
    return new ConfigReader().merge(file, environment, flags);
  }

  private PipelineConfig merge(
      Optional<Path> file, Map<String, String> environment, Map<String, String> flags)
      throws ConfigException {
    for (ConfigOption option : Options.ALL) {
      values.put(option.key(), option.defaultValue());
      origins.put(option.key(), DEFAULT);
    }
    file.ifPresent(this::readFile);
    readEnvironment(environment);
    flags.forEach((key, value) -> set(key, value, "flag", "flag " + key));
    if (!faults.isEmpty()) {
      throw new ConfigException(
          "the configuration has "
              + (faults.size() == 1 ? "a fault" : faults.size() + " faults")
              + ": "
              + String.join("; ", faults)
              + " (codestrata config lists every option)");
    }
    return new PipelineConfig(values, origins);
  }

  private void readFile(Path file) {
    try {
      JsonNode root = new YAMLMapper().readTree(Files.readAllBytes(file));
      if (root == null || root.isNull() || root.isMissingNode()) {
        return;
      }
      if (!root.isObject()) {
        faults.add(file + " must hold keys and values");
        return;
      }
      flatten("", root, file);
    } catch (JsonProcessingException e) {
      faults.add(file + " is not YAML: " + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      faults.add("cannot read " + file + ": " + e.getMessage());
    }
  }

  private void flatten(String prefix, JsonNode node, Path file) {
    node.properties()
        .forEach(
            property -> {
              String key = prefix + property.getKey();
              JsonNode value = property.getValue();
              if (value.isObject()) {
                flatten(key + ".", value, file);
              } else if (value.isArray()) {
                faults.add(key + " in " + file + " must be one value");
              } else {
                set(key, value.isNull() ? "" : value.asText(), "file", key + " in " + file);
              }
            });
  }

  private void readEnvironment(Map<String, String> environment) {
    String vendorKey = environment.getOrDefault("VOYAGE_API_KEY", "");
    if (!vendorKey.isEmpty()) {
      set(Options.API_KEY.key(), vendorKey, "environment", "VOYAGE_API_KEY");
    }
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              ConfigOption option = byEnvironmentName.get(name);
              if (option != null) {
                set(option.key(), value, "environment", name);
              } else if (name.startsWith("CODESTRATA_") && !LAUNCHER_VARIABLES.contains(name)) {
                faults.add("unknown variable " + name);
              }
            });
  }

  private void set(String key, String value, String origin, String where) {
    ConfigOption option = byKey.get(key);
    if (option == null) {
      faults.add("unknown option " + where);
      return;
    }
    if (option.equals(Options.API_KEY) && origin.equals("flag")) {
      faults.add(where + " would show the key to all who list processes: set VOYAGE_API_KEY");
      return;
    }
    String text = value.strip();
    Optional<String> fault = text.isEmpty() ? Optional.empty() : option.check().apply(text);
    fault.ifPresent(
        problem ->
            faults.add(where + " " + problem + (option.secret() ? "" : ", not \"" + text + "\"")));
    values.put(key, text.isEmpty() ? option.defaultValue() : text);
    origins.put(key, origin);
  }
}
