package io.codestrata.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Scores now against earlier ones of the same queries, by Fisher's randomization test on the mean
 * difference of NDCG@10 (two-sided; Smucker, Allan and Carterette, CIKM 2007, find it to be the
 * test to use). Wilcoxon's, which libraries have, throws away the many queries that did not change.
 *
 * @param queries in both
 * @param unmatched in one of them only
 * @param before mean NDCG@10 over the queries in both
 * @param after the same now
 * @param better queries that gained
 * @param worse queries that lost
 * @param p how often signs drawn by chance give as large a difference
 */
public record Comparison(
    int queries, int unmatched, double before, double after, int better, int worse, double p) {
  private static final int ROUNDS = 20_000;
  private static final long SEED = 7;
  private static final double SMALLEST_SHOWN = 0.0001;

  /** Below this a difference is rounding. */
  private static final double EQUAL = 1e-9;

  /**
   * Compares.
   *
   * @param earlier NDCG@10 by {@link SavedScores#key}
   */
  public static Comparison of(Map<String, Double> earlier, List<QueryScore> scores) {
    List<Double> differences = new ArrayList<>();
    double before = 0;
    double after = 0;
    for (QueryScore score : scores) {
      Double past = earlier.get(SavedScores.key(score.query()));
      if (past != null) {
        before += past;
        after += score.ndcg();
        differences.add(score.ndcg() - past);
      }
    }
    int both = differences.size();
    return new Comparison(
        both,
        earlier.size() + scores.size() - 2 * both,
        both == 0 ? 0 : before / both,
        both == 0 ? 0 : after / both,
        (int) differences.stream().filter(difference -> difference > EQUAL).count(),
        (int) differences.stream().filter(difference -> difference < -EQUAL).count(),
        chance(differences));
  }

  /** {@code p = 0.0312} or {@code p < 0.0001}. */
  public String chanceText() {
    return p < SMALLEST_SHOWN ? "p < 0.0001" : String.format(Locale.ROOT, "p = %.4f", p);
  }

  private static double chance(List<Double> differences) {
    double[] changed =
        differences.stream()
            .mapToDouble(Double::doubleValue)
            .filter(difference -> Math.abs(difference) > EQUAL)
            .toArray();
    double observed = 0;
    for (double difference : changed) {
      observed += difference;
    }
    Random random = new Random(SEED);
    int asLarge = 1;
    for (int round = 0; round < ROUNDS; round++) {
      double sum = 0;
      for (double difference : changed) {
        sum += random.nextBoolean() ? difference : -difference;
      }
      if (Math.abs(sum) >= Math.abs(observed) - EQUAL) {
        asLarge++;
      }
    }
    return asLarge / (ROUNDS + 1.0);
  }
}
