package io.codestrata.pgvector;

import java.util.HashMap;
import java.util.Map;

/**
 * BM25 (Robertson and Zaragoza, 2009, with its usual constants) of a question's words in a chunk.
 * PostgreSQL's {@code ts_rank}, by which the candidates are chosen, hardly tells apart how often a
 * word occurs. Pure.
 *
 * @param weights of the question's words: the logarithm of their rarity
 */
record Bm25(Map<String, Double> weights) {
  private static final double SATURATION = 1.2;
  private static final double LENGTH_SHARE = 0.75;

  /** Words and parts of words of a chunk; 103 was the mean of the nine repositories tuned on. */
  private static final double MEAN_LENGTH = 100;

  /** Higher where more and rarer words occur, more often, in a shorter chunk; 0 without any. */
  double of(String breadcrumb, String text) {
    if (weights.isEmpty()) {
      return 0;
    }
    Map<String, Integer> counts = new HashMap<>();
    int[] length = {0};
    for (String part : new String[] {breadcrumb, text}) {
      IdentifierSplitter.split(
          part,
          word -> {
            length[0]++;
            if (weights.containsKey(word)) {
              counts.merge(word, 1, Integer::sum);
            }
          });
    }
    double norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length[0] / MEAN_LENGTH);
    double score = 0;
    for (Map.Entry<String, Integer> word : counts.entrySet()) {
      double count = word.getValue();
      score += weights.get(word.getKey()) * count * (SATURATION + 1) / (count + norm);
    }
    return score;
  }
}
