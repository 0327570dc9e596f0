package io.codestrata.cli;

import io.codestrata.quality.Comparison;
import io.codestrata.quality.Evaluation;
import io.codestrata.quality.Figures;
import io.codestrata.quality.Place;
import io.codestrata.quality.QueryScore;
import io.codestrata.quality.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An evaluation as a page of its own: plots drawn as SVG in it, nothing fetched, no script. */
final class EvaluationPage {
  private static final int WORST = 30;
  private static final int HITS_SHOWN = 5;
  private static final int BUCKETS = 10;

  private EvaluationPage() {}

  static String of(Evaluation evaluation) {
    HtmlPage page = new HtmlPage("Search quality");
    page.paragraph(summary(evaluation));
    evaluation.comparison().ifPresent(comparison -> page.paragraph(summary(comparison)));
    page.bars("NDCG@10 by category", bars(ndcg(evaluation.byCategory())));
    page.bars("NDCG@10 by language", bars(ndcg(evaluation.byLanguage())));
    page.bars("NDCG@10 by repository", bars(ndcg(evaluation.byRepository())));
    page.bars("Share of queries by NDCG@10", bars(spread(evaluation.scores())));
    if (!evaluation.without().isEmpty()) {
      page.bars("NDCG@10 without a signal", bars(ablations(evaluation)));
    }
    page.heading("Worst queries");
    page.markup(worst(evaluation.worst(WORST)));
    return page.end();
  }

  private static String summary(Evaluation evaluation) {
    Figures all = evaluation.overall();
    return String.format(
        Locale.ROOT,
        "%d queries, %s. Mean over repositories: NDCG@10 %.3f, MRR %.3f, recall@1 %.3f, recall@5"
            + " %.3f, recall@10 %.3f.",
        all.queries(),
        evaluation.model(),
        all.ndcg(),
        all.reciprocalRank(),
        all.recall1(),
        all.recall5(),
        all.recall10());
  }

  private static String summary(Comparison comparison) {
    return String.format(
        Locale.ROOT,
        "Over the %d queries of the baseline: NDCG@10 %.3f then, %.3f now; %d better, %d worse; %s by"
            + " a paired randomization test.",
        comparison.queries(),
        comparison.before(),
        comparison.after(),
        comparison.better(),
        comparison.worse(),
        comparison.chanceText());
  }

  private static Map<String, Double> ablations(Evaluation evaluation) {
    Map<String, Double> bars = new LinkedHashMap<>();
    bars.put("all signals", evaluation.overall().ndcg());
    evaluation
        .without()
        .forEach(
            (signal, scores) ->
                bars.put("without " + signal, Figures.overRepositories(scores).ndcg()));
    return bars;
  }

  private static Map<String, Double> ndcg(Map<String, Figures> groups) {
    Map<String, Double> bars = new LinkedHashMap<>();
    groups.forEach(
        (name, figures) ->
            bars.put(
                (name.isEmpty() ? "whole index" : name) + " (" + figures.queries() + ")",
                figures.ndcg()));
    return bars;
  }

  /** How many queries lie in each tenth; those answered in full have a bar of their own. */
  private static Map<String, Double> spread(List<QueryScore> scores) {
    int[] counts = new int[BUCKETS + 1];
    scores.forEach(score -> counts[(int) Math.min(BUCKETS, score.ndcg() * BUCKETS + 1e-9)]++);
    Map<String, Double> bars = new LinkedHashMap<>();
    for (int i = 0; i <= BUCKETS; i++) {
      String name =
          i == BUCKETS
              ? "1"
              : String.format(
                  Locale.ROOT, "%.1f to %.1f", (double) i / BUCKETS, (i + 1.0) / BUCKETS);
      bars.put(name, scores.isEmpty() ? 0 : (double) counts[i] / scores.size());
    }
    return bars;
  }

  private static List<HtmlPage.Bar> bars(Map<String, Double> values) {
    return values.entrySet().stream()
        .map(
            bar ->
                new HtmlPage.Bar(
                    bar.getKey(),
                    bar.getValue(),
                    String.format(Locale.ROOT, "%.3f", bar.getValue())))
        .toList();
  }

  private static String worst(List<QueryScore> worst) {
    StringBuilder table = new StringBuilder();
    table
        .append("<table><tr><th>NDCG@10</th><th>repository</th>")
        .append("<th>query</th><th>answers</th><th>first hits</th></tr>\n");
    for (QueryScore score : worst) {
      table
          .append(String.format(Locale.ROOT, "<tr><td>%.3f</td><td>", score.ndcg()))
          .append(HtmlPage.escaped(score.query().repository()))
          .append("</td><td>")
          .append(HtmlPage.escaped(score.query().text()))
          .append("</td><td>")
          .append(
              score.query().targets().stream()
                  .map(EvaluationPage::answer)
                  .collect(Collectors.joining("<br>")))
          .append("</td><td>");
      List<Place> hits = score.hits().subList(0, Math.min(HITS_SHOWN, score.hits().size()));
      for (int i = 0; i < hits.size(); i++) {
        table.append(i == 0 ? "" : "<br>").append(hit(hits.get(i), score.ranks().contains(i + 1)));
      }
      table.append("</td></tr>\n");
    }
    return table.append("</table>\n").toString();
  }

  private static String answer(Target target) {
    return "<code>"
        + HtmlPage.escaped(target.path())
        + (target.startLine() == 0 ? "" : ":" + target.startLine() + "-" + target.endLine())
        + "</code>";
  }

  private static String hit(Place hit, boolean answers) {
    return (answers ? "<code class=\"hit\">" : "<code>")
        + HtmlPage.escaped(hit.path())
        + ":"
        + hit.startLine()
        + "-"
        + hit.endLine()
        + "</code>";
  }
}
