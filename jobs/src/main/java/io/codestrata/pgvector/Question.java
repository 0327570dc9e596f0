package io.codestrata.pgvector;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked, as the ranking sees it. Pure.
 *
 * @param words without stop words, lower-cased
 * @param identifier the name asked for where the question is nothing but one, lower-cased
 */
record Question(List<String> words, Optional<String> identifier) {
  private static final Pattern IDENTIFIER =
      Pattern.compile(
          "(?:[\\p{L}_$][\\p{L}\\p{N}_$]*(?:\\.|::|#|->))*([\\p{L}_$][\\p{L}\\p{N}_$]*)(?:\\(\\))?");

  /** Longer than any name; so that no paste keeps the pattern busy. */
  private static final int LONGEST_IDENTIFIER = 300;

  private static final int SHORTEST_STEM = 4;
  private static final int SHORTEST_PREFIX = 3;

  /**
   * What words of one stem end in; a stemmer would leave {@code recoverer} and {@code recovery}.
   */
  private static final Set<String> ENDINGS =
      Set.of(
          "", "s", "es", "e", "ed", "er", "ers", "or", "ors", "ing", "ings", "ion", "ions", "ation",
          "ations", "y", "ies", "al", "able", "ive", "ment", "ments", "ity");

  static Question of(String text) {
    String name = text.strip();
    Matcher whole = IDENTIFIER.matcher(name);
    Optional<String> identifier =
        name.length() <= LONGEST_IDENTIFIER && whole.matches()
            ? Optional.of(whole.group(1).toLowerCase(Locale.ROOT))
            : Optional.empty();
    return new Question(Lexemes.ofQuery(text), identifier);
  }

  /** The same with other words in place of some. */
  Question corrected(Map<String, String> corrections) {
    return corrections.isEmpty()
        ? this
        : new Question(
            words.stream().map(word -> corrections.getOrDefault(word, word)).distinct().toList(),
            identifier.map(name -> corrections.getOrDefault(name, name)));
  }

  boolean hasAny(Set<String> some) {
    return !Collections.disjoint(words, some);
  }

  /** The share of its words that are akin to one of these. */
  double shareIn(List<String> others) {
    if (words.isEmpty()) {
      return 0;
    }
    long akin =
        words.stream()
            .filter(word -> others.stream().anyMatch(other -> isAkin(word, other)))
            .count();
    return (double) akin / words.size();
  }

  /**
   * Whether one begins the other ({@code route}, {@code routes}), or both grow from one stem
   * ({@code recovery}, {@code recoverer}).
   */
  static boolean isAkin(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    int common = 0;
    while (common < shorter && one.charAt(common) == other.charAt(common)) {
      common++;
    }
    return one.equals(other)
        || (common == shorter && common >= SHORTEST_PREFIX)
        || (common >= SHORTEST_STEM
            && ENDINGS.contains(one.substring(common))
            && ENDINGS.contains(other.substring(common)));
  }
}
