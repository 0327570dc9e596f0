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
  private static final int BAR = 22;
  private static final int LABEL_WIDTH = 220;
  private static final int PLOT_WIDTH = 420;
  private static final int BUCKETS = 10;
  private static final String STYLE =
      "body{font:15px/1.45 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
          + "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;"
          + "padding:.3em .6em;text-align:left;vertical-align:top}code{font-size:13px}"
          + "svg text{font:13px system-ui,sans-serif}.hit{color:#157347;font-weight:600}";

  private EvaluationPage() {}

  static String of(Evaluation evaluation) {
    StringBuilder page = new StringBuilder(16_384);
    page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<title>Search quality</title><style>")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Search quality</h1>\n<p>")
        .append(escaped(summary(evaluation)))
        .append("</p>\n");
    evaluation
        .comparison()
        .ifPresent(
            comparison -> page.append("<p>").append(escaped(summary(comparison))).append("</p>\n"));
    plot(page, "NDCG@10 by category", ndcg(evaluation.byCategory()));
    plot(page, "NDCG@10 by language", ndcg(evaluation.byLanguage()));
    plot(page, "NDCG@10 by repository", ndcg(evaluation.byRepository()));
    plot(page, "Share of queries by NDCG@10", spread(evaluation.scores()));
    if (!evaluation.without().isEmpty()) {
      plot(page, "NDCG@10 without a signal", ablations(evaluation));
    }
    worst(page, evaluation.worst(WORST));
    return page.append("</body></html>\n").toString();
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

  private static void plot(StringBuilder page, String title, Map<String, Double> bars) {
    page.append("<h2>")
        .append(escaped(title))
        .append(
            String.format(
                Locale.ROOT,
                "</h2>%n<svg role=\"img\" width=\"%d\" height=\"%d\">",
                LABEL_WIDTH + PLOT_WIDTH + 60,
                bars.size() * BAR + 4));
    int y = 2;
    for (Map.Entry<String, Double> bar : bars.entrySet()) {
      page.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"%d\" y=\"%d\""
                  + " width=\"%.1f\" height=\"%d\" fill=\"#4477aa\"/><text x=\"%.1f\""
                  + " y=\"%d\">%.3f</text>%n",
              LABEL_WIDTH - 8,
              y + BAR - 7,
              escaped(bar.getKey()),
              LABEL_WIDTH,
              y + 2,
              bar.getValue() * PLOT_WIDTH,
              BAR - 6,
              LABEL_WIDTH + bar.getValue() * PLOT_WIDTH + 6,
              y + BAR - 7,
              bar.getValue()));
      y += BAR;
    }
    page.append("</svg>\n");
  }

  private static void worst(StringBuilder page, List<QueryScore> worst) {
    page.append("<h2>Worst queries</h2>\n<table><tr><th>NDCG@10</th><th>repository</th>")
        .append("<th>query</th><th>answers</th><th>first hits</th></tr>\n");
    for (QueryScore score : worst) {
      page.append(String.format(Locale.ROOT, "<tr><td>%.3f</td><td>", score.ndcg()))
          .append(escaped(score.query().repository()))
          .append("</td><td>")
          .append(escaped(score.query().text()))
          .append("</td><td>")
          .append(
              score.query().targets().stream()
                  .map(EvaluationPage::answer)
                  .collect(Collectors.joining("<br>")))
          .append("</td><td>");
      List<Place> hits = score.hits().subList(0, Math.min(HITS_SHOWN, score.hits().size()));
      for (int i = 0; i < hits.size(); i++) {
        page.append(i == 0 ? "" : "<br>").append(hit(hits.get(i), score.ranks().contains(i + 1)));
      }
      page.append("</td></tr>\n");
    }
    page.append("</table>\n");
  }

  private static String answer(Target target) {
    return "<code>"
        + escaped(target.path())
        + (target.startLine() == 0 ? "" : ":" + target.startLine() + "-" + target.endLine())
        + "</code>";
  }

  private static String hit(Place hit, boolean answers) {
    return (answers ? "<code class=\"hit\">" : "<code>")
        + escaped(hit.path())
        + ":"
        + hit.startLine()
        + "-"
        + hit.endLine()
        + "</code>";
  }

  private static String escaped(String text) {
    return Printable.line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
