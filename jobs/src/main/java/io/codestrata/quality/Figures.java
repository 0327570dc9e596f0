package io.codestrata.quality;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Means over queries, 0 to 1.
 *
 * @param queries how many
 * @param ndcg NDCG@10
 * @param reciprocalRank MRR@10
 * @param recall1 recall@1
 * @param recall5 recall@5
 * @param recall10 recall@10
 */
public record Figures(
    int queries,
    double ndcg,
    double reciprocalRank,
    double recall1,
    double recall5,
    double recall10) {
  /** The mean over the queries, whatever their repository. */
  public static Figures overQueries(Collection<QueryScore> scores) {
    return new Figures(
        scores.size(),
        mean(scores, QueryScore::ndcg),
        mean(scores, QueryScore::reciprocalRank),
        mean(scores, score -> score.recall(1)),
        mean(scores, score -> score.recall(5)),
        mean(scores, score -> score.recall(10)));
  }

  /**
   * The mean over the repositories of each one's mean over its queries, as semble's benchmark sums
   * up: a repository with many queries weighs no more than one with few.
   */
  public static Figures overRepositories(Collection<QueryScore> scores) {
    List<Figures> means =
        by(scores, score -> score.query().repository()).values().stream()
            .map(Figures::overQueries)
            .toList();
    return new Figures(
        scores.size(),
        mean(means, Figures::ndcg),
        mean(means, Figures::reciprocalRank),
        mean(means, Figures::recall1),
        mean(means, Figures::recall5),
        mean(means, Figures::recall10));
  }

  /** {@link #overRepositories} of each group, by its name. */
  public static Map<String, Figures> grouped(
      Collection<QueryScore> scores, Function<LabelledQuery, String> group) {
    Map<String, Figures> figures = new TreeMap<>();
    by(scores, score -> group.apply(score.query()))
        .forEach((name, ofGroup) -> figures.put(name, overRepositories(ofGroup)));
    return figures;
  }

  private static Map<String, List<QueryScore>> by(
      Collection<QueryScore> scores, Function<QueryScore, String> group) {
    return scores.stream().collect(Collectors.groupingBy(group));
  }

  private static <T> double mean(Collection<T> values, ToDoubleFunction<T> figure) {
    return values.stream().mapToDouble(figure).average().orElse(0);
  }
}
