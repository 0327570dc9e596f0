package io.codestrata.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.language.LanguageDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reads labelled queries: a file, or a folder of {@code NAME.json} whose name is the repository
 * that its queries are asked of. The form is that of MinishLab/semble's {@code
 * benchmarks/annotations}; fields that are not known are passed over.
 */
public final class QueryReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String SUFFIX = ".json";

  private final Path file;
  private final String repository;

  private QueryReader(Path file, String repository) {
    this.file = file;
    this.repository = repository;
  }

  /**
   * The queries in their order, files by name.
   *
   * @param repository of a file's queries that name none; empty for the whole index
   * @throws QualityException when a file cannot be read or holds anything but queries
   */
  public static List<LabelledQuery> read(Path place, String repository) throws QualityException {
    if (!Files.isDirectory(place)) {
      return new QueryReader(place, repository).read();
    }
    List<LabelledQuery> all = new ArrayList<>();
    for (Path file : files(place)) {
      String name = file.getFileName().toString();
      all.addAll(new QueryReader(file, name.substring(0, name.length() - SUFFIX.length())).read());
    }
    return all;
  }

  private static List<Path> files(Path folder) throws QualityException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files =
          entries.filter(file -> file.getFileName().toString().endsWith(SUFFIX)).sorted().toList();
      if (files.isEmpty()) {
        throw QualityErrors.noFiles(folder);
      }
      return files;
    } catch (IOException e) {
      throw QualityErrors.unreadable(folder, e);
    }
  }

  private List<LabelledQuery> read() throws QualityException {
    JsonNode array;
    try {
      array = MAPPER.readTree(Files.readString(file));
    } catch (IOException e) {
      throw QualityErrors.unreadable(file, e);
    }
    if (array == null || !array.isArray()) {
      throw QualityErrors.notAnArray(file);
    }
    if (array.isEmpty()) {
      throw QualityErrors.noQueries(file);
    }
    List<LabelledQuery> queries = new ArrayList<>();
    for (JsonNode query : array) {
      queries.add(query(query, queries.size() + 1));
    }
    return queries;
  }

  private LabelledQuery query(JsonNode node, int number) throws QualityException {
    String text = node.path("query").asText("").strip();
    if (text.isEmpty()) {
      throw QualityErrors.badQuery(file, number, "no query");
    }
    List<Target> relevant = targets(node.path("relevant"), number);
    if (relevant.isEmpty()) {
      throw QualityErrors.badQuery(file, number, "nothing is relevant");
    }
    return new LabelledQuery(
        text,
        relevant,
        targets(node.path("secondary"), number),
        node.path("category").asText(category(text)),
        node.path("repo").asText(repository),
        node.path("language").asText(language(relevant.get(0).path())));
  }

  private List<Target> targets(JsonNode array, int number) throws QualityException {
    if (!array.isArray() && !array.isMissingNode()) {
      throw QualityErrors.badQuery(file, number, "relevant and secondary are arrays");
    }
    List<Target> targets = new ArrayList<>();
    for (JsonNode node : array) {
      String path = (node.isTextual() ? node : node.path("path")).asText("").replace('\\', '/');
      if (path.isEmpty()) {
        throw QualityErrors.badQuery(file, number, "an answer without a path");
      }
      boolean lines = node.path("start_line").asInt() > 0 && node.path("end_line").asInt() > 0;
      targets.add(
          lines
              ? new Target(path, node.path("start_line").asInt(), node.path("end_line").asInt())
              : Target.file(path));
    }
    return targets;
  }

  /** As semble tells it where it is not said. */
  private static String category(String text) {
    if (text.indexOf(' ') < 0) {
      return "symbol";
    }
    return text.toLowerCase(Locale.ROOT).startsWith("how ") ? "architecture" : "semantic";
  }

  private static String language(String path) {
    return LanguageDetector.shared().detect(path, new byte[0]);
  }
}
