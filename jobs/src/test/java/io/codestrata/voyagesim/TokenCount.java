package io.codestrata.voyagesim;

/**
 * The stand-in's own tokenizer, which is not Voyage's: a line break is one token and other blanks
 * are none; a run of letters, digits and underscores is one for each six characters or part of it;
 * a run of other ASCII characters one for each two; everything from U+0370 on one a code unit. Code
 * comes at 3 to 4 characters a token, dense code at fewer, as with the real one.
 */
final class TokenCount {
  private static final int WORD_CHARS = 6;
  private static final int PUNCTUATION_CHARS = 2;
  private static final char BEYOND_LATIN = '\u0370';

  private enum Kind {
    BLANK,
    BREAK,
    WORD,
    PUNCTUATION,
    BEYOND
  }

  private TokenCount() {}

  /** Tokens of a text, at least 1. */
  static int of(String text) {
    int tokens = 0;
    for (int at = 0; at < text.length(); ) {
      int end = tokenEnd(text, at);
      tokens += kind(text.charAt(at)) == Kind.BLANK ? 0 : 1;
      at = end;
    }
    return Math.max(1, tokens);
  }

  /** The longest head of a text with no more than so many tokens. */
  static String head(String text, int limit) {
    int tokens = 0;
    for (int at = 0; at < text.length(); ) {
      tokens += kind(text.charAt(at)) == Kind.BLANK ? 0 : 1;
      if (tokens > limit) {
        return text.substring(0, at);
      }
      at = tokenEnd(text, at);
    }
    return text;
  }

  private static int tokenEnd(String text, int start) {
    Kind kind = kind(text.charAt(start));
    int longest =
        switch (kind) {
          case WORD -> WORD_CHARS;
          case PUNCTUATION -> PUNCTUATION_CHARS;
          case BLANK, BREAK, BEYOND -> 1;
        };
    int limit = Math.min(text.length(), start + longest);
    int end = start + 1;
    while (end < limit && kind(text.charAt(end)) == kind) {
      end++;
    }
    return end;
  }

  private static Kind kind(char c) {
    if (c >= BEYOND_LATIN) {
      return Kind.BEYOND;
    }
    if (c == '\n') {
      return Kind.BREAK;
    }
    if (c <= ' ') {
      return Kind.BLANK;
    }
    return c == '_' || Character.isLetterOrDigit(c) ? Kind.WORD : Kind.PUNCTUATION;
  }
}
