package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.quality.Comparison;
import io.codestrata.quality.Evaluation;
import io.codestrata.quality.Figures;
import io.codestrata.quality.LabelledQuery;
import io.codestrata.quality.Place;
import io.codestrata.quality.QueryScore;
import java.util.Map;

/** An evaluation as one object; {@code SavedScores} reads its queries again. */
final class EvaluationJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private EvaluationJson() {}

  static String of(Evaluation evaluation) throws JsonProcessingException {
    ObjectNode root = MAPPER.createObjectNode().put("model", evaluation.model());
    root.set("overall", figures(evaluation.overall()));
    root.set("overQueries", figures(Figures.overQueries(evaluation.scores())));
    root.set("byCategory", groups(evaluation.byCategory()));
    root.set("byLanguage", groups(evaluation.byLanguage()));
    root.set("byRepository", groups(evaluation.byRepository()));
    ObjectNode without = root.putObject("without");
    evaluation
        .without()
        .forEach(
            (signal, scores) -> without.set(signal, figures(Figures.overRepositories(scores))));
    evaluation.comparison().ifPresent(comparison -> root.set("baseline", comparison(comparison)));
    var queries = root.putArray("queries");
    evaluation.scores().forEach(score -> queries.add(query(score)));
    var unindexed = root.putArray("notIndexed");
    evaluation.missingRepositories().forEach(unindexed::add);
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  private static ObjectNode groups(Map<String, Figures> groups) {
    ObjectNode node = MAPPER.createObjectNode();
    groups.forEach((name, figures) -> node.set(name, figures(figures)));
    return node;
  }

  private static ObjectNode figures(Figures figures) {
    return MAPPER
        .createObjectNode()
        .put("queries", figures.queries())
        .put("ndcg10", figures.ndcg())
        .put("mrr10", figures.reciprocalRank())
        .put("recall1", figures.recall1())
        .put("recall5", figures.recall5())
        .put("recall10", figures.recall10());
  }

  private static ObjectNode comparison(Comparison comparison) {
    return MAPPER
        .createObjectNode()
        .put("queries", comparison.queries())
        .put("unmatched", comparison.unmatched())
        .put("before", comparison.before())
        .put("after", comparison.after())
        .put("better", comparison.better())
        .put("worse", comparison.worse())
        .put("p", comparison.p());
  }

  private static ObjectNode query(QueryScore score) {
    LabelledQuery query = score.query();
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("repository", query.repository())
            .put("query", query.text())
            .put("category", query.category())
            .put("language", query.language())
            .put("ndcg10", score.ndcg())
            .put("reciprocalRank", score.reciprocalRank());
    var ranks = node.putArray("ranks");
    score.ranks().forEach(ranks::add);
    var hits = node.putArray("hits");
    for (Place hit : score.hits()) {
      hits.addObject()
          .put("path", hit.path())
          .put("startLine", hit.startLine())
          .put("endLine", hit.endLine());
    }
    return node;
  }
}
