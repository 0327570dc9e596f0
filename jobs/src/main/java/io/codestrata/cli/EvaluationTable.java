package io.codestrata.cli;

import io.codestrata.quality.Comparison;
import io.codestrata.quality.Evaluation;
import io.codestrata.quality.Figures;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** An evaluation as a table for people. */
final class EvaluationTable {
  private EvaluationTable() {}

  static void print(Evaluation evaluation, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-28s %8s %8s %8s %8s %8s %8s%n",
        "",
        "queries",
        "NDCG@10",
        "MRR",
        "R@1",
        "R@5",
        "R@10");
    row(out, "all (mean of repositories)", evaluation.overall());
    row(out, "all (mean of queries)", Figures.overQueries(evaluation.scores()));
    rows(out, "category", evaluation.byCategory());
    rows(out, "language", evaluation.byLanguage());
    rows(out, "repository", evaluation.byRepository());
    evaluation
        .without()
        .forEach(
            (signal, scores) -> row(out, "without " + signal, Figures.overRepositories(scores)));
    evaluation.comparison().ifPresent(comparison -> print(comparison, out));
  }

  private static void rows(PrintStream out, String kind, Map<String, Figures> groups) {
    groups.forEach((name, figures) -> row(out, kind + " " + name, figures));
  }

  private static void row(PrintStream out, String name, Figures figures) {
    out.printf(
        Locale.ROOT,
        "%-28s %8d %8.3f %8.3f %8.3f %8.3f %8.3f%n",
        Printable.line(name),
        figures.queries(),
        figures.ndcg(),
        figures.reciprocalRank(),
        figures.recall1(),
        figures.recall5(),
        figures.recall10());
  }

  private static void print(Comparison comparison, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "baseline: NDCG@10 %.3f, now %.3f over the same %d queries; %d better, %d worse, %s%s%n",
        comparison.before(),
        comparison.after(),
        comparison.queries(),
        comparison.better(),
        comparison.worse(),
        comparison.chanceText(),
        comparison.unmatched() == 0 ? "" : "; " + comparison.unmatched() + " in one of them only");
  }
}
