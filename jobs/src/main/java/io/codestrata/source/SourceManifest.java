package io.codestrata.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.codestrata.rules.PatternBounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a manifest: many repositories, each with settings of its own. One object a line (JSON
 * lines), or one YAML list. A path is taken from the manifest's folder.
 */
public final class SourceManifest {
  private static final String FIELDS =
      "id, url, path, ref, refs, include, exclude, priority, visibility";
  private static final List<String> VISIBILITIES = List.of("public", "internal", "private");
  private static final int MOST_FAULTS = 20;

  private final Path file;
  private final Optional<Path> folder;
  private final List<SourceEntry> entries = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Integer> lineOfId = new HashMap<>();
  private final Map<String, Integer> lineOfOrigin = new HashMap<>();

  private SourceManifest(Path file, Optional<Path> folder) {
    this.file = file;
    this.folder = folder;
  }

  /** The same, with paths taken from its own folder. */
  public static List<SourceEntry> read(Path file) throws SourceException {
    return read(file, Optional.of(file.toAbsolutePath().normalize().getParent()));
  }

  /**
   * Its entries in their order.
   *
   * @param folder that paths are taken from; empty where they have to be absolute
   * @throws SourceException with every fault, each with file and line, when there is one
   */
  public static List<SourceEntry> read(Path file, Optional<Path> folder) throws SourceException {
    SourceManifest manifest = new SourceManifest(file.toAbsolutePath().normalize(), folder);
    try {
      String name = file.toString().toLowerCase(Locale.ROOT);
      if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        manifest.readYaml(Files.readString(file));
      } else {
        manifest.readLines(Files.readAllLines(file));
      }
    } catch (IOException e) {
      throw SourceErrors.manifest(file, e);
    }
    if (!manifest.faults.isEmpty()) {
      throw SourceErrors.manifestFaults(
          manifest.faults.subList(0, Math.min(MOST_FAULTS, manifest.faults.size())),
          manifest.faults.size());
    }
    return manifest.entries;
  }

  private void readLines(List<String> lines) throws IOException {
    JsonFactory json =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try (JsonParser parser = new ObjectMapper(json).createParser(lines.get(i))) {
          JsonNode node = parser.readValueAsTree();
          if (parser.nextToken() != null) {
            fault(i + 1, "holds more than one value (one object a line)");
          } else {
            add(i + 1, node);
          }
        } catch (JsonProcessingException e) {
          fault(i + 1, "is not JSON: " + e.getOriginalMessage());
        }
      }
    }
  }

  private void readYaml(String text) throws IOException {
    YAMLFactory yaml =
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (JsonParser parser = new ObjectMapper(yaml).createParser(text)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        fault(1, "is not a list (begin each repository with '- ')");
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        add(parser.currentTokenLocation().getLineNr(), parser.readValueAsTree());
      }
    } catch (JsonProcessingException e) {
      fault(
          e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
          "is not YAML: " + e.getOriginalMessage());
    }
  }

  private void add(int line, JsonNode node) {
    int before = faults.size();
    if (node == null || !node.isObject()) {
      fault(line, "is not an object with the fields " + FIELDS);
      return;
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!List.of(FIELDS.split(", ")).contains(name)) {
                fault(line, "has an unknown field " + name + " (take " + FIELDS + ")");
              }
            });
    String url = text(line, node, "url");
    String path = text(line, node, "path");
    if (url.isEmpty() == path.isEmpty()) {
      fault(line, "needs one of url and path");
    }
    JsonNode priority = node.path("priority");
    if (!priority.isMissingNode() && !(priority.isIntegralNumber() && priority.canConvertToInt())) {
      fault(line, "priority must be a whole number");
    }
    String visibility = text(line, node, "visibility");
    if (!visibility.isEmpty() && !VISIBILITIES.contains(visibility)) {
      fault(line, "visibility must be one of " + String.join(", ", VISIBILITIES));
    }
    String ref = text(line, node, "ref");
    List<String> refs = refs(line, node);
    List<String> include = patterns(line, node, "include");
    List<String> exclude = patterns(line, node, "exclude");
    String argument = url.isEmpty() ? resolved(line, path) : checked(line, url);
    if (faults.size() == before) {
      SourceEntry entry =
          new SourceEntry(
              argument,
              text(line, node, "id"),
              ref.isEmpty() ? RepositorySources.DEFAULT_REF : ref,
              refs,
              SourceKind.AUTO,
              include,
              exclude,
              priority.asInt(),
              visibility);
      once(line, "id", entry.id(), lineOfId);
      once(line, "repository", entry.origin(), lineOfOrigin);
      entries.add(entry);
    }
  }

  private String text(int line, JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return "";
    }
    if (!value.isTextual() || value.asText().isBlank()) {
      fault(line, field + " must be a text");
      return "";
    }
    return value.asText().strip();
  }

  private List<String> patterns(int line, JsonNode node, String field) {
    JsonNode value = node.path(field);
    List<String> patterns = new ArrayList<>();
    value.forEach(each -> patterns.add(each.isTextual() ? each.asText() : ""));
    boolean fine =
        patterns.stream()
            .allMatch(
                pattern ->
                    !pattern.isBlank()
                        && !pattern.startsWith("!")
                        && !pattern.startsWith("#")
                        && PatternBounds.isBounded(pattern));
    if (!fine || !(value.isArray() || value.isMissingNode())) {
      fault(line, field + " must be a list of patterns as in .gitignore, without !");
    }
    return patterns;
  }

  private List<String> refs(int line, JsonNode node) {
    JsonNode value = node.path("refs");
    List<String> refs = new ArrayList<>();
    value.forEach(each -> refs.add(each.isTextual() ? each.asText().strip() : ""));
    if (refs.contains("") || !(value.isArray() || value.isMissingNode())) {
      fault(line, "refs must be a list of branches, tags, commits or patterns such as release/*");
    }
    return refs;
  }

  private String resolved(int line, String path) {
    try {
      Path named = Path.of(path);
      if (folder.isEmpty() && !named.isAbsolute()) {
        fault(line, "path must be absolute, since the manifest is not on this machine");
        return "";
      }
      return folder.map(from -> from.resolve(named)).orElse(named).normalize().toString();
    } catch (InvalidPathException e) {
      fault(line, "path is none this system knows");
      return "";
    }
  }

  private String checked(int line, String url) {
    try {
      if (GitUrl.parse(url).isEmpty()) {
        fault(line, "url is not a URL git understands (a folder is a path)");
      }
    } catch (SourceException e) {
      fault(line, e.getMessage());
    }
    return url;
  }

  private void once(int line, String what, String value, Map<String, Integer> lines) {
    Integer other = value.isEmpty() ? null : lines.putIfAbsent(value, line);
    if (other != null) {
      fault(line, "names the " + what + " " + value + " of line " + other + " again");
    }
  }

  private void fault(int line, String fault) {
    faults.add(file.getFileName() + ":" + line + " " + fault);
  }
}
