package io.codestrata.secrets;

/**
 * Bounds of runs of characters around a position of one text. Positions asked for only grow, so the
 * last run is remembered and a text is walked once however many are asked for in one long run.
 */
final class TextRuns {
  /** Shorter runs hold no token that a rule knows; the shortest is Slack's legacy one. */
  private static final int SHORTEST_TOKEN = 13;

  private static final int SHORTEST_VALUE = 8;

  /** Rules take 20 such characters between a name and the sign, and a few more as part of names. */
  private static final int LONGEST_AFTER_NAME = 40;

  private static final int LONGEST_SIGN = 12;

  private static final boolean[] TOKEN = set("_-.~+/=:@%|\\", true);
  private static final boolean[] NAME = set("_-.", true);
  private static final boolean[] AFTER_NAME = set("_-. \t", true);
  private static final boolean[] SIGN = set("=>:|?,", false);
  private static final boolean[] BEFORE_VALUE = set("=>:|?,`'\" \t\r\n\f", false);
  private static final boolean[] QUOTE = set("`'\"", false);
  private static final boolean[] BLANK = set(" \t\r\n\f\u000b", false);

  private final String text;
  private int tokenStart;
  private int tokenEnd;
  private int wordStart;
  private int wordEnd;
  private int valueStart;
  private int valueEnd;

  TextRuns(String text) {
    this.text = text;
  }

  private static boolean[] set(String characters, boolean alphanumeric) {
    boolean[] set = new boolean[128];
    characters.chars().forEach(c -> set[c] = true);
    for (int c = 0; alphanumeric && c < 128; c++) {
      set[c] |= Character.isLetterOrDigit(c);
    }
    return set;
  }

  private static boolean in(boolean[] set, int c) {
    return c < 128 && set[c];
  }

  /** Whether tokens are made of such characters. */
  static boolean isToken(int c) {
    return in(TOKEN, c);
  }

  /** Whether a word ({@code \w}) holds the character before this position. */
  boolean isInsideWord(int position) {
    if (position == 0) {
      return false;
    }
    char c = text.charAt(position - 1);
    return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
  }

  /**
   * Where the name begins that a keyword at this position is part of, so many before it at most.
   */
  int nameStart(int position, int most) {
    int start = position;
    while (start > Math.max(0, position - most) && in(NAME, text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  /** Moves to the run of token characters at this position; whether it is long enough for one. */
  boolean token(int position) {
    if (position >= tokenEnd) {
      tokenStart = back(position, tokenEnd);
      tokenEnd = position;
      while (tokenEnd < text.length() && in(TOKEN, text.charAt(tokenEnd))) {
        tokenEnd++;
      }
    }
    return tokenEnd - tokenStart >= SHORTEST_TOKEN;
  }

  private int back(int position, int least) {
    int start = position;
    while (start > least && in(TOKEN, text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  int tokenStart() {
    return tokenStart;
  }

  int tokenEnd() {
    return tokenEnd;
  }

  /** Moves to the run without blanks at this position. */
  void word(int position) {
    if (position >= wordEnd) {
      int start = position;
      while (start > wordEnd && !in(BLANK, text.charAt(start - 1))) {
        start--;
      }
      wordStart = start;
      wordEnd = wordEnd(position);
    }
  }

  private int wordEnd(int position) {
    int end = position;
    while (end < text.length() && !in(BLANK, text.charAt(end))) {
      end++;
    }
    return end;
  }

  int wordStart() {
    return wordStart;
  }

  int wordEnd() {
    return wordEnd;
  }

  /**
   * Whether a name that ends here is given a value long enough to be a secret. That much is cheap
   * to see, and most occurrences of words like {@code key} end with it.
   *
   * @param any whether the value may hold any characters but blanks
   * @return where what may belong to the value ends, or -1
   */
  int assigned(int nameEnd, boolean any) {
    int i = skip(nameEnd, LONGEST_AFTER_NAME, AFTER_NAME);
    while (i < text.length() && i < nameEnd + LONGEST_AFTER_NAME + 3 && isGap(text.charAt(i))) {
      i++;
    }
    if (i >= text.length() || !in(SIGN, text.charAt(i))) {
      return -1;
    }
    int start = skip(i, LONGEST_SIGN, BEFORE_VALUE);
    int end = any ? wordEndFrom(start) : valueEndFrom(start);
    return end - start >= SHORTEST_VALUE ? end : -1;
  }

  private static boolean isGap(char c) {
    return in(BLANK, c) || in(QUOTE, c);
  }

  private int skip(int from, int most, boolean[] set) {
    int i = from;
    while (i < text.length() && i < from + most && in(set, text.charAt(i))) {
      i++;
    }
    return i;
  }

  private int wordEndFrom(int start) {
    if (start >= wordEnd || start < wordStart) {
      return wordEnd(start);
    }
    return wordEnd;
  }

  private int valueEndFrom(int start) {
    if (start < valueStart || start >= valueEnd) {
      valueStart = start;
      valueEnd = start;
      while (valueEnd < text.length()
          && (in(TOKEN, text.charAt(valueEnd)) || in(QUOTE, text.charAt(valueEnd)))) {
        valueEnd++;
      }
    }
    return valueEnd;
  }
}
