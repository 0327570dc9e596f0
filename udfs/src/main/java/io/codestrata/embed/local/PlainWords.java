package io.codestrata.embed.local;

/**
 * Code as a model trained on prose reads it best: identifiers as the words they are made of, and of
 * all signs only those of a sentence. Such a model finds more by it than by the code itself, and
 * has a third fewer tokens to read. Pure; documents and questions are read alike.
 */
final class PlainWords {
  private static final String SENTENCE_SIGNS = ".,:?";

  private PlainWords() {}

  /**
   * {@code parseHTTPHeader(max_size) != null} gives {@code parse HTTP Header max size null}. A sign
   * stays where it follows a word; a text without any word stays as it is.
   */
  static String of(String text) {
    StringBuilder words = new StringBuilder(text.length() + 16);
    boolean afterWord = false;
    int before = ' ';
    for (int i = 0; i < text.length(); ) {
      int here = text.codePointAt(i);
      int next = i + Character.charCount(here);
      if (isOfWord(here)) {
        if (!words.isEmpty() && startsWord(text, before, here, next)) {
          words.append(' ');
        }
        words.appendCodePoint(here);
        afterWord = true;
      } else if (afterWord && SENTENCE_SIGNS.indexOf(here) >= 0) {
        words.appendCodePoint(here);
        afterWord = false;
      }
      before = here;
      i = next;
    }
    return words.isEmpty() ? text : words.toString();
  }

  /** After anything but a word, and at a hump: {@code aB}, {@code 1B}, {@code ABc} before B. */
  private static boolean startsWord(String text, int before, int here, int next) {
    if (!isOfWord(before)) {
      return true;
    }
    if (!Character.isUpperCase(here)) {
      return false;
    }
    return Character.isLowerCase(before)
        || Character.isDigit(before)
        || (Character.isUpperCase(before)
            && next < text.length()
            && Character.isLowerCase(text.codePointAt(next)));
  }

  private static boolean isOfWord(int c) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
