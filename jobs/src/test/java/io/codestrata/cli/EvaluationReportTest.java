package io.codestrata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.quality.Evaluation;
import io.codestrata.quality.LabelledQuery;
import io.codestrata.quality.Place;
import io.codestrata.quality.QualityException;
import io.codestrata.quality.QueryScore;
import io.codestrata.quality.SavedScores;
import io.codestrata.quality.Target;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationReportTest {
  private static final LabelledQuery QUERY =
      new LabelledQuery(
          "where is <b>",
          List.of(new Target("src/a.java", 3, 9)),
          List.of(),
          "semantic",
          "shop",
          "java");
  private static final QueryScore SCORE =
      QueryScore.of(QUERY, List.of(new Place("src/b.java", 1, 2), new Place("src/a.java", 1, 5)));
  private static final QueryScore MISSED = QueryScore.of(QUERY, List.of());
  private final Evaluation evaluation =
      new Evaluation(
          "local/m/384/float",
          List.of(SCORE),
          Map.of("path", List.of(MISSED)),
          List.of(),
          Optional.empty());

  @TempDir Path folder;

  @Test
  void tableHasARowForEachGroupAndAblation() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EvaluationTable.print(
        evaluation.comparedWith(Map.of("shop\nwhere is <b>", 0.0)), new PrintStream(bytes));

    assertThat(bytes.toString(UTF_8).lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "all (mean of repositories) 1 0.631 0.500 0.000 1.000 1.000",
            "category semantic 1 0.631 0.500 0.000 1.000 1.000",
            "language java 1 0.631 0.500 0.000 1.000 1.000",
            "repository shop 1 0.631 0.500 0.000 1.000 1.000",
            "without path 1 0.000 0.000 0.000 0.000 0.000")
        .anyMatch(
            line ->
                line.startsWith("baseline: NDCG@10 0.000, now 0.631 over the same 1 queries; 1"));
  }

  @Test
  void objectIsWhatTheNextEvaluationComparesWith() throws Exception {
    Path file = Files.writeString(folder.resolve("scores.json"), EvaluationJson.of(evaluation));

    assertThat(evaluation.comparedWith(SavedScores.read(file)).comparison().orElseThrow())
        .satisfies(
            comparison -> {
              assertThat(comparison.queries()).isEqualTo(1);
              assertThat(comparison.before()).isEqualTo(comparison.after());
            });
    JsonNode object = new ObjectMapper().readTree(file.toFile());
    assertThat(object.path("without").path("path").path("ndcg10").asDouble()).isZero();
    assertThat(object.path("queries").path(0).path("ranks").path(0).asInt()).isEqualTo(2);
    assertThat(object.path("byLanguage").path("java").path("recall5").asDouble()).isEqualTo(1);
  }

  @Test
  void fileWithoutScoresIsNoBaseline() throws Exception {
    Path file = Files.writeString(folder.resolve("x.json"), "{\"queries\": []}");

    assertThatThrownBy(() -> SavedScores.read(file))
        .isInstanceOf(QualityException.class)
        .hasMessageContaining("name a file that --out has written");
  }

  @Test
  void pageStandsAloneAndShowsTheWorstQueriesAsText() {
    String page = EvaluationPage.of(evaluation);

    assertThat(page)
        .contains("<svg", "without path", "where is &lt;b&gt;", "src/a.java:3-9")
        .contains("<code class=\"hit\">src/a.java:1-5</code>")
        .doesNotContain("<b>", "<script", "http:", "https:", "<link");
  }
}
