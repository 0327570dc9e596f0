package io.codestrata.quality;

import java.util.List;

/**
 * How well one query was answered. Relevance is binary and secondary answers count as much as main
 * ones. Ranks are of hits, which are chunks, not of distinct files: a second hit of a wrong file
 * takes a rank. Each answer counts at the first hit that covers it, so several hits of one file
 * earn once. All this is as MinishLab/semble's {@code benchmarks/metrics.py} has it ({@code
 * target_rank}, {@code ndcg_at_k}), so that figures compare.
 *
 * @param query what was asked
 * @param hits the first {@value #DEPTH} hits, best first
 * @param ranks of the query's targets, in their order, 1-based; 0 for one that no hit covers
 */
public record QueryScore(LabelledQuery query, List<Place> hits, List<Integer> ranks) {
  /** Hits that are looked at. */
  public static final int DEPTH = 10;

  /** Copies the lists. */
  public QueryScore {
    hits = List.copyOf(hits);
    ranks = List.copyOf(ranks);
  }

  /** Scores an answer. */
  public static QueryScore of(LabelledQuery query, List<Place> answer) {
    List<Place> hits = answer.subList(0, Math.min(DEPTH, answer.size()));
    return new QueryScore(
        query, hits, query.targets().stream().map(target -> rank(target, hits)).toList());
  }

  private static int rank(Target target, List<Place> hits) {
    for (int i = 0; i < hits.size(); i++) {
      if (target.isAnsweredBy(hits.get(i))) {
        return i + 1;
      }
    }
    return 0;
  }

  /**
   * NDCG@10: the sum of 1 / log2(rank + 1) over ranks that answer, each rank once, over what the
   * same number of answers on the first ranks would have. An answer that the index does not hold
   * lowers it all the same.
   */
  public double ndcg() {
    double found =
        ranks.stream().filter(rank -> rank > 0).distinct().mapToDouble(QueryScore::gain).sum();
    double ideal = 0;
    for (int rank = 1; rank <= Math.min(DEPTH, ranks.size()); rank++) {
      ideal += gain(rank);
    }
    return found / ideal;
  }

  private static double gain(int rank) {
    return Math.log(2) / Math.log(rank + 1.0);
  }

  /** 1 over the rank of the first hit that answers; 0 where none does. */
  public double reciprocalRank() {
    return ranks.stream().filter(rank -> rank > 0).mapToDouble(rank -> 1.0 / rank).max().orElse(0);
  }

  /** The share of answers that the first k hits cover. */
  public double recall(int k) {
    return (double) ranks.stream().filter(rank -> rank > 0 && rank <= k).count() / ranks.size();
  }
}
