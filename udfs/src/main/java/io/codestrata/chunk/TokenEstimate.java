package io.codestrata.chunk;

/**
 * Estimates tokens of source text without a model, so that chunks are the same whatever embeds
 * them: a run of letters and digits counts a token for each four begun, every other visible
 * character one. WordPiece and BPE vocabularies hold most words of up to four letters whole.
 */
public final class TokenEstimate implements TokenCounter {
  private static final int LETTERS_A_TOKEN = 4;
  private static final byte BLANK = 0;
  private static final byte SIGN = 1;
  private static final byte LETTER = 2;
  private static final byte[] ASCII = new byte[128];

  static {
    for (char c = 0; c < ASCII.length; c++) {
      ASCII[c] = Character.isLetterOrDigit(c) ? LETTER : Character.isWhitespace(c) ? BLANK : SIGN;
    }
  }

  @Override
  public int count(CharSequence text, int start, int end) {
    int tokens = 0;
    int run = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      byte kind = c < ASCII.length ? ASCII[c] : Character.isWhitespace(c) ? BLANK : SIGN;
      if (kind == LETTER) {
        tokens += run % LETTERS_A_TOKEN == 0 ? 1 : 0;
        run++;
      } else {
        run = 0;
        tokens += kind;
      }
    }
    return tokens;
  }
}
