package io.codestrata.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rules of {@code content-rules.txt}: what tells apart the languages that share an extension.
 * What they cannot tell is left to the extension.
 */
final class ContentRules {
  private final Map<String, List<Candidate>> byExtension = new LinkedHashMap<>();

  /**
   * A language that an extension may mean.
   *
   * @param language its name
   * @param evidence what is found in its files and in no other's
   */
  record Candidate(String language, Pattern evidence) {}

  /** The rules of the table. */
  ContentRules() {
    for (String line : Tables.lines("content-rules.txt")) {
      String[] cells = line.split("\\|", 3);
      Candidate candidate = new Candidate(cells[1], Pattern.compile(cells[2], Pattern.MULTILINE));
      for (String extension : cells[0].split(" ")) {
        byExtension.computeIfAbsent(extension, key -> new ArrayList<>()).add(candidate);
      }
    }
  }

  /** The candidates of each contested extension, in the order they are tried. */
  Map<String, List<Candidate>> candidates() {
    return byExtension;
  }

  /** Whether the extension, in lower case, means several languages. */
  boolean isContested(String extension) {
    return byExtension.containsKey(extension);
  }

  /** Whether a file with the contested extension may be in the language. */
  boolean mayMean(String extension, String language) {
    return byExtension.get(extension).stream()
        .anyMatch(candidate -> candidate.language().equals(language));
  }

  /** The first candidate whose evidence the text holds; empty where it holds none. */
  Optional<String> match(String extension, String text) {
    return byExtension.get(extension).stream()
        .filter(candidate -> candidate.evidence().matcher(text).find())
        .map(Candidate::language)
        .findFirst();
  }
}
