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
  private static final double TOKENS_A_PIECE_AT_FIRST = 1.4;

  /** Calls remembered: enough for an upper quantile, few enough to follow a change of language. */
  private static final int CALLS = 64;

  private static final double QUANTILE = 0.95;
  private static final double MARGIN = 0.02;

  /** Over the first call; over the n-th, an n-th of it. */
  private static final double MARGIN_AT_FIRST = 0.1;

  /** Calls of fewer pieces say little about the next ones. */
  private static final double FEWEST_PIECES = 200;

  /** What no vocabulary reaches: an answer beyond is the provider's error and teaches nothing. */
  private static final double LEAST_TOKENS_A_PIECE = 0.2;

  private static final double MOST_TOKENS_A_PIECE = 4;

  private static final double LINE_END = 0.6;
  private static final double INDENT = 0.8;
  private static final double FURTHER_TAB = 0.25;
  private static final double GAP = 1.4;
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
    double high = sorted[(int) Math.ceil(QUANTILE * (sorted.length - 1))];
    tokensAPiece = high * (1 + MARGIN + MARGIN_AT_FIRST / calls);
  }

  /**
   * Runs of one kind of character and the pieces they come to, fitted to what cl100k_base and
   * o200k_base make of 12,000 chunks in 13 languages: within a tenth of the truth in each language.
   */
  private enum Run {
    BLANK(0, Integer.MAX_VALUE, 1, 0),
    /** Words up to ten letters are mostly one token. */
    SMALL(1, 10, 4, 1.1),
    /** One capital goes on as a word. */
    CAPITAL(1.1, 3, 3, 0.7),
    DIGIT(1.5, 3, 3, 0.9),
    SIGN(0.7, 2, 2, 0.7);

    private final double first;
    private final int further;
    private final int step;
    private final double weight;

    /**
     * @param first pieces that its first character comes to
     * @param further characters before the next piece begins
     * @param step characters of each piece from there on
     * @param weight pieces that each of those comes to
     */
    Run(double first, int further, int step, double weight) {
      this.first = first;
      this.further = further;
      this.step = step;
      this.weight = weight;
    }

    double piecesAt(int position) {
      if (position == 0) {
        return first;
      }
      return position >= further && (position - further) % step == 0 ? weight : 0;
    }

    static Run of(char c) {
      if (c >= 'a' && c <= 'z') {
        return SMALL;
      }
      if (c >= 'A' && c <= 'Z') {
        return CAPITAL;
      }
      if (c >= '0' && c <= '9') {
        return DIGIT;
      }
      return c > ' ' ? SIGN : BLANK;
    }
  }

  private static double pieces(String text) {
    double pieces = 0;
    Run run = null;
    int position = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        pieces += c < FIRST_OF_THREE_BYTES ? 1 : PIECES_A_WIDE_CHARACTER;
        run = null;
        continue;
      }
      Run kind = Run.of(c);
      boolean goesOn = kind == run || (kind == Run.SMALL && run == Run.CAPITAL);
      position = goesOn ? position + 1 : 0;
      pieces += kind.piecesAt(position);
      pieces +=
          kind == Run.BLANK ? blank(c, position, position == 0 ? 'x' : text.charAt(i - 1)) : 0;
      run = kind;
    }
    return Math.max(1, pieces);
  }

  /** A single blank goes with the word after it; line ends, indents and gaps do not. */
  private static double blank(char c, int position, char before) {
    if (c == '\n') {
      return position == 0 ? LINE_END : 0;
    }
    double indent = before == '\n' ? INDENT : 0;
    double gap = position == 1 && c == ' ' && before == ' ' ? GAP : 0;
    return indent + gap + (c == '\t' && position > 0 ? FURTHER_TAB : 0);
  }
}
