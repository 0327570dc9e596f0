package io.codestrata.language;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads this package's tables: a row a line, cells between bars, words between blanks. */
final class Tables {
  private Tables() {}

  /** The rows of a resource, by their first cell; lines that start with # are comments. */
  static Map<String, String[]> read(String resource) {
    Map<String, String[]> rows = new LinkedHashMap<>();
    for (String line : lines(resource)) {
      String[] cells = line.split("\\|", -1);
      rows.put(cells[0], cells);
    }
    return rows;
  }

  /** The lines of a resource that are no comments. */
  static List<String> lines(String resource) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Tables.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> words(String cell) {
    return cell.isEmpty() ? List.of() : List.of(cell.split(" "));
  }
}
