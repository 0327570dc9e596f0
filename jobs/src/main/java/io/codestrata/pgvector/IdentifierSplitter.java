package io.codestrata.pgvector;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Words of code and prose, for the lexical half of the search: an identifier gives itself and its
 * parts at camelCase, snake_case and digits, all lower-cased. Pure; index and query use the same.
 */
final class IdentifierSplitter {
  /** Longer words are data, not names: base64, minified code. */
  static final int LONGEST = 64;

  private IdentifierSplitter() {}

  /** {@code parseHTTPHeader} gives parsehttpheader, parse, http, header; one-letter words none. */
  static List<String> split(CharSequence text) {
    List<String> words = new ArrayList<>();
    split(text, words::add);
    return words;
  }

  static void split(CharSequence text, Consumer<String> words) {
    int length = text.length();
    int start = -1;
    for (int i = 0; i <= length; i++) {
      boolean inside = i < length && isWordCharacter(text.charAt(i));
      if (inside && start < 0) {
        start = i;
      } else if (!inside && start >= 0) {
        word(text, start, i, words);
        start = -1;
      }
    }
  }

  private static void word(CharSequence text, int from, int to, Consumer<String> words) {
    int start = from;
    int end = to;
    while (start < end && text.charAt(start) == '_') {
      start++;
    }
    while (end > start && text.charAt(end - 1) == '_') {
      end--;
    }
    if (end - start < 2 || end - start > LONGEST) {
      return;
    }
    words.accept(lower(text, start, end));
    int partStart = start;
    for (int i = start + 1; i <= end; i++) {
      if (i == end || isBorder(text, i, end)) {
        boolean whole = partStart == start && i == end;
        int partEnd = i;
        while (partStart < partEnd && text.charAt(partStart) == '_') {
          partStart++;
        }
        if (!whole && partEnd - partStart >= 2) {
          words.accept(lower(text, partStart, partEnd));
        }
        partStart = i;
      }
    }
  }

  /**
   * True where a part starts at i: after or at an underscore, at a hump, between letter and digit.
   */
  private static boolean isBorder(CharSequence text, int i, int end) {
    char before = text.charAt(i - 1);
    char here = text.charAt(i);
    if (here == '_') {
      return before != '_';
    }
    if (Character.isDigit(before) != Character.isDigit(here)) {
      return before != '_';
    }
    if (!Character.isUpperCase(here)) {
      return false;
    }
    boolean lowerNext = i + 1 < end && Character.isLowerCase(text.charAt(i + 1));
    return Character.isLowerCase(before) || (Character.isUpperCase(before) && lowerNext);
  }

  private static boolean isWordCharacter(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private static String lower(CharSequence text, int start, int end) {
    return text.subSequence(start, end).toString().toLowerCase(Locale.ROOT);
  }
}
