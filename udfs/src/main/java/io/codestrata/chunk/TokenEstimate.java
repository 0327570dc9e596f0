package io.codestrata.chunk;

/**
 * Estimates tokens of source text without a model, so that chunks are the same whatever embeds
 * them: a run of letters and digits counts a token for each four begun, every other visible
 * character one. WordPiece and BPE vocabularies hold most words of up to four letters whole.
 */
public final class TokenEstimate implements TokenCounter {
  private static final int LETTERS_A_TOKEN = 4;

  @Override
  public int count(CharSequence text, int start, int end) {
    int tokens = 0;
    int run = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = c < 128 && Character.isLetterOrDigit(c);
      if (letter) {
        tokens += run % LETTERS_A_TOKEN == 0 ? 1 : 0;
        run++;
      } else {
        run = 0;
        tokens += Character.isWhitespace(c) ? 0 : 1;
      }
    }
    return tokens;
  }
}
