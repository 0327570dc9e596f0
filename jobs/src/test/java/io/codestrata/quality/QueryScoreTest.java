package io.codestrata.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Against values worked out by hand, by the definition of semble's benchmark. */
class QueryScoreTest {
  private static final double SECOND = 1 / 1.584962500721156; // 1 / log2(3)

  private static LabelledQuery query(List<Target> relevant, List<Target> secondary) {
    return new LabelledQuery("q", relevant, secondary, "semantic", "shop", "java");
  }

  private static Place at(String path) {
    return new Place(path, 10, 20);
  }

  @Test
  void answerOnTheFirstRankIsPerfectAndOneOnTheSecondIsDiscounted() {
    LabelledQuery query = query(List.of(Target.file("a.java")), List.of());

    assertThat(QueryScore.of(query, List.of(at("a.java"))).ndcg()).isEqualTo(1);
    QueryScore second = QueryScore.of(query, List.of(at("b.java"), at("a.java")));
    assertThat(second.ndcg()).isCloseTo(SECOND, within(1e-12));
    assertThat(second.reciprocalRank()).isEqualTo(0.5);
    assertThat(second.recall(1)).isZero();
    assertThat(second.recall(5)).isEqualTo(1);
  }

  @Test
  void secondaryAnswersCountAsMuchAndAMissingOneLowersTheScore() {
    LabelledQuery query = query(List.of(Target.file("a")), List.of(Target.file("gone")));

    QueryScore score = QueryScore.of(query, List.of(at("a"), at("b")));

    assertThat(score.ranks()).containsExactly(1, 0);
    assertThat(score.ndcg()).isCloseTo(1 / (1 + SECOND), within(1e-12));
    assertThat(score.recall(10)).isEqualTo(0.5);
  }

  @Test
  void ranksAreOfHitsSoAnotherFileTwiceTakesTwo() {
    LabelledQuery query = query(List.of(Target.file("a")), List.of());

    QueryScore score = QueryScore.of(query, List.of(at("b"), at("b"), at("a"), at("a")));

    assertThat(score.ranks()).containsExactly(3);
    assertThat(score.ndcg()).isCloseTo(0.5, within(1e-12)); // 1 / log2(4)
  }

  @Test
  void onlyTenHitsAreLookedAt() {
    LabelledQuery query = query(List.of(Target.file("a")), List.of());
    List<Place> hits = new java.util.ArrayList<>(java.util.Collections.nCopies(10, at("b")));
    hits.add(at("a"));

    assertThat(QueryScore.of(query, hits).ndcg()).isZero();
  }

  @Test
  void linesHaveToOverlapAndAPathMayBeTheOthersEnd() {
    Target lines = new Target("src/a.java", 21, 30);
    assertThat(lines.isAnsweredBy(at("src/a.java"))).isFalse();
    assertThat(new Target("src/a.java", 20, 30).isAnsweredBy(at("src/a.java"))).isTrue();
    assertThat(Target.file("src/a.java").isAnsweredBy(at("a.java"))).isTrue();
    assertThat(Target.file("a.java").isAnsweredBy(at("src/a.java"))).isTrue();
    assertThat(Target.file("a.java").isAnsweredBy(at("src/ba.java"))).isFalse();
  }

  @Test
  void meanOverRepositoriesWeighsEachTheSame() {
    QueryScore found = QueryScore.of(in("one"), List.of(at("a")));
    QueryScore missed = QueryScore.of(in("two"), List.of(at("b")));
    List<QueryScore> scores = List.of(found, missed, missed, missed);

    assertThat(Figures.overRepositories(scores).ndcg()).isEqualTo(0.5);
    assertThat(Figures.overQueries(scores).ndcg()).isEqualTo(0.25);
    assertThat(Figures.grouped(scores, LabelledQuery::repository))
        .containsOnlyKeys("one", "two")
        .satisfies(groups -> assertThat(groups.get("two").queries()).isEqualTo(3));
  }

  private static LabelledQuery in(String repository) {
    return new LabelledQuery(
        "q", List.of(Target.file("a")), List.of(), "symbol", repository, "java");
  }
}
