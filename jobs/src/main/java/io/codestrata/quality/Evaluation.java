package io.codestrata.quality;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation found.
 *
 * @param model key of the embedding model that the index was asked with
 * @param scores of each query that could be asked, in their order
 * @param without the same with one signal switched off, by the signal's name; empty where no
 *     ablation was asked for
 * @param unindexed queries of repositories that the index does not hold
 * @param comparison with earlier scores, where there are some
 */
public record Evaluation(
    String model,
    List<QueryScore> scores,
    Map<String, List<QueryScore>> without,
    List<LabelledQuery> unindexed,
    Optional<Comparison> comparison) {

  /** The same, compared with earlier scores. */
  public Evaluation comparedWith(Map<String, Double> earlier) {
    return new Evaluation(
        model, scores, without, unindexed, Optional.of(Comparison.of(earlier, scores)));
  }

  /** The mean over repositories. */
  public Figures overall() {
    return Figures.overRepositories(scores);
  }

  public Map<String, Figures> byRepository() {
    return Figures.grouped(scores, LabelledQuery::repository);
  }

  public Map<String, Figures> byLanguage() {
    return Figures.grouped(scores, LabelledQuery::language);
  }

  public Map<String, Figures> byCategory() {
    return Figures.grouped(scores, LabelledQuery::category);
  }

  /** Repositories that are not indexed, each once. */
  public List<String> missingRepositories() {
    return unindexed.stream().map(LabelledQuery::repository).distinct().sorted().toList();
  }

  /** Queries that were not answered in full, worst first. */
  public List<QueryScore> worst(int most) {
    return scores.stream()
        .filter(score -> score.ndcg() < 1)
        .sorted(Comparator.comparingDouble(QueryScore::ndcg))
        .limit(most)
        .toList();
  }
}
