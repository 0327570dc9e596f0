package io.codestrata.embed;

import java.util.Arrays;
import java.util.List;

/**
 * Tokens without a tokenizer: counts the pieces that byte-pair vocabularies cut code into, and
 * learns from each answer how many tokens a piece comes to. It keeps the ratios of the last calls
 * and counts by one near their top, so that it is seldom below the truth. Before the first answer
 * it is about three characters a token, and two tokens a character of Chinese or Japanese.
 *
 * <p>{@code chunk.TokenEstimate} is another thing: it must never change, since chunks depend on it.
 */
public final class EstimatedTokenCount implements TokenCount {
  private static final double TOKENS_A_PIECE_AT_FIRST = 1.25;

  /** Calls remembered: enough for an upper quantile, few enough to follow a change of language. */
  private static final int CALLS = 64;

  private static final double QUANTILE = 0.95;
  private static final double MARGIN = 1.02;

  /** Calls of fewer pieces say little about the next ones. */
  private static final double FEWEST_PIECES = 200;

  /** What no vocabulary reaches: an answer beyond is the provider's error and teaches nothing. */
  private static final double LEAST_TOKENS_A_PIECE = 0.2;

  private static final double MOST_TOKENS_A_PIECE = 4;

  private static final int LETTERS_A_PIECE = 6;
  private static final int CAPITALS_A_PIECE = 3;
  private static final int DIGITS_A_PIECE = 3;
  private static final int SIGNS_A_PIECE = 2;
  private static final double PIECES_A_WIDE_CHARACTER = 1.5;
  private static final char FIRST_OF_THREE_BYTES = 0x800;

  private final double[] ratios = new double[CALLS];
  private long calls;
  private volatile double tokensAPiece = TOKENS_A_PIECE_AT_FIRST;

  @Override
  public int of(String text) {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(pieces(text) * tokensAPiece));
  }

  @Override
  public void learn(List<String> texts, long tokens) {
    double pieces = texts.stream().mapToDouble(EstimatedTokenCount::pieces).sum();
    double ratio = tokens / pieces;
    if (pieces >= FEWEST_PIECES && ratio >= LEAST_TOKENS_A_PIECE && ratio <= MOST_TOKENS_A_PIECE) {
      add(ratio);
    }
  }

  private synchronized void add(double ratio) {
    ratios[(int) (calls++ % CALLS)] = ratio;
    double[] sorted = Arrays.copyOf(ratios, (int) Math.min(calls, CALLS));
    Arrays.sort(sorted);
    tokensAPiece = sorted[(int) Math.ceil(QUANTILE * (sorted.length - 1))] * MARGIN;
  }

  private enum Run {
    NONE,
    SMALL,
    CAPITAL,
    DIGIT,
    SIGN,
    LINE
  }

  /**
   * Runs of small letters, of capitals (the last one begins a word), of digits and of signs each
   * count a piece a few characters; blanks go with what follows them; lines that end count one;
   * characters beyond ASCII count by themselves.
   */
  private static double pieces(String text) {
    double pieces = 0;
    Run run = Run.NONE;
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        pieces += c < FIRST_OF_THREE_BYTES ? 1 : PIECES_A_WIDE_CHARACTER;
        run = Run.NONE;
        continue;
      }
      Run kind = kind(c, run);
      boolean goesOn = kind == run || (kind == Run.SMALL && run == Run.CAPITAL);
      length = goesOn ? length + 1 : 0;
      pieces += length % longest(kind) == 0 ? weight(kind) : 0;
      run = kind;
    }
    return Math.max(1, pieces);
  }

  private static Run kind(char c, Run before) {
    if (c >= 'a' && c <= 'z') {
      return Run.SMALL;
    }
    if (c >= 'A' && c <= 'Z') {
      return Run.CAPITAL;
    }
    if (c >= '0' && c <= '9') {
      return Run.DIGIT;
    }
    if (c > ' ') {
      return Run.SIGN;
    }
    return c == '\n' || before == Run.LINE ? Run.LINE : Run.NONE;
  }

  private static int longest(Run run) {
    return switch (run) {
      case SMALL -> LETTERS_A_PIECE;
      case CAPITAL -> CAPITALS_A_PIECE;
      case DIGIT -> DIGITS_A_PIECE;
      case SIGN -> SIGNS_A_PIECE;
      case NONE, LINE -> Integer.MAX_VALUE;
    };
  }

  private static int weight(Run run) {
    return run == Run.NONE ? 0 : 1;
  }
}
