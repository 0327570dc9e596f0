package io.codestrata.source;

import io.codestrata.rules.PatternBounds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of an ignore or attribute file that are obeyed. Such files are not trusted: a large one
 * is not read, and a pattern that would take long is passed over.
 *
 * @param path of the file within the repository
 * @param prefix of the folder it lies in and below which it holds, with a slash, or empty
 * @param lines those that say something
 * @param passedOver how many lines were not obeyed, for the reason above
 */
record RuleFile(String path, String prefix, List<Line> lines, int passedOver) {
  static final String ATTRIBUTES = ".gitattributes";
  static final String IGNORE = ".codestrataignore";
  static final String GIT_IGNORE = ".gitignore";

  static final int MAX_BYTES = 1_000_000;
  static final int MAX_LINES = 10_000;

  /**
   * A line.
   *
   * @param number 1-based
   */
  record Line(int number, String text) {}

  /**
   * Reads the lines.
   *
   * @param content at most {@link #MAX_BYTES}
   */
  static RuleFile of(String name, String prefix, byte[] content) {
    List<Line> lines = new ArrayList<>();
    int passedOver = 0;
    int number = 0;
    for (String text : (Iterable<String>) () -> texts(content)) {
      number++;
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      if (lines.size() < MAX_LINES && PatternBounds.isBounded(pattern(name, text))) {
        lines.add(new Line(number, text));
      } else {
        passedOver++;
      }
    }
    return new RuleFile(prefix + name, prefix, lines, passedOver);
  }

  private static java.util.Iterator<String> texts(byte[] content) {
    return new String(content, StandardCharsets.UTF_8).lines().iterator();
  }

  private static String pattern(String name, String text) {
    return name.equals(ATTRIBUTES) ? text.strip().split("[ \\t]", 2)[0] : text;
  }

  /** The line as explanations cite it. */
  String cite(int number) {
    return path + ":" + number;
  }
}
