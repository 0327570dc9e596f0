package io.codestrata.chunk;

import java.util.Arrays;

/**
 * Estimates tokens of source text without a model, so that chunks are the same whatever embeds
 * them: a run of letters and digits counts a token for each four begun, every other visible
 * character one, and one for each of its bytes outside ASCII. WordPiece and BPE vocabularies hold
 * most words of up to four letters whole.
 */
public final class TokenEstimate implements TokenCounter {
  private static final int LETTERS_A_TOKEN = 4;
  private static final byte BLANK = 0;
  private static final byte SIGN = 1;
  private static final byte LETTER = 2;
  private static final byte[] KINDS = new byte[256];

  static {
    Arrays.fill(KINDS, SIGN);
    for (char c = 0; c < 128; c++) {
      KINDS[c] = Character.isLetterOrDigit(c) ? LETTER : Character.isWhitespace(c) ? BLANK : SIGN;
    }
  }

  @Override
  public int count(byte[] utf8, int start, int end) {
    int tokens = 0;
    int run = 0;
    for (int i = start; i < end; i++) {
      byte kind = KINDS[utf8[i] & 0xff];
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
