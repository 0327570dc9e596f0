package io.codestrata.cli;

import io.codestrata.job.ReportJob;
import io.codestrata.table.Cost;
import io.codestrata.table.Failure;
import io.codestrata.table.Run;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** One run as a page of its own; see {@link HtmlPage}. */
final class ReportPage {
  static final int MOST_ROWS = 20;
  private static final int MOST_RUNS = 60;

  private final ReportJob.Result report;
  private final Run run;
  private final HtmlPage page;

  private ReportPage(ReportJob.Result report) {
    this.report = report;
    this.run = report.run();
    this.page = new HtmlPage("Codestrata run " + run.run().replaceFirst("^(.{8}).*", "$1"));
  }

  static String of(ReportJob.Result report) {
    return new ReportPage(report).page();
  }

  private String page() {
    page.paragraph(summary());
    figures();
    stages();
    spend();
    history();
    failures();
    new ReportFiles(page).add(report);
    return page.end();
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "%s in %,.1f s, started %s, last written %s. Run %s%s, Codestrata %s, %s,"
            + " chunking %s.",
        switch (run.state()) {
          case RUNNING -> "At work or killed";
          case DONE -> run.failures() == 0 ? "Done" : "Done with failures";
          case STOPPED -> "Stopped before its last repositories";
          case KILLED -> "Killed";
        },
        run.seconds().total(),
        run.startedAt().truncatedTo(ChronoUnit.SECONDS),
        run.updatedAt().truncatedTo(ChronoUnit.SECONDS),
        run.run(),
        run.trace().isEmpty() || run.trace().equals(run.run()) ? "" : ", trace " + run.trace(),
        run.version(),
        run.model(),
        run.chunking());
  }

  private void figures() {
    page.table(
        List.of("", "all", "changed or new", "other"),
        List.of(
            List.of(
                "repositories",
                number(run.repositories()),
                "",
                run.repositoriesLeft() == 0 ? "" : number(run.repositoriesLeft()) + " left"),
            List.of(
                "files",
                number(run.filesTotal()),
                number(run.filesChanged()),
                number(run.filesRead()) + " read, " + number(run.filesSkipped()) + " skipped"),
            List.of(
                "chunks",
                number(run.chunksTotal()),
                number(run.chunksNew()),
                number(run.chunksEmbedded())
                    + " embedded, "
                    + number(run.chunksRemoved())
                    + " removed"),
            List.of(
                "tokens",
                number(run.tokens()),
                "",
                dollars(run.costUsd())
                    + (run.tokensUnanswered() == 0
                        ? ""
                        : ", and "
                            + number(run.tokensUnanswered())
                            + " tokens in calls without an answer, maybe billed")),
            List.of("failures", number(run.failures()), "", "")));
  }

  private void stages() {
    Run.StageSeconds seconds = run.seconds();
    double rest =
        seconds.total()
            - seconds.snapshot()
            - seconds.chunk()
            - seconds.embed()
            - seconds.land()
            - seconds.publish();
    page.bars(
        "Stages",
        List.of(
            stage("snapshot", seconds.snapshot(), run.filesTotal(), "files"),
            stage("chunk", seconds.chunk(), run.chunksNew(), "chunks"),
            stage("embed", seconds.embed(), run.chunksEmbedded(), "chunks"),
            stage("land", seconds.land(), run.filesChanged(), "files"),
            stage("publish", seconds.publish(), run.filesChanged(), "files"),
            stage("start and waits", Math.max(0, rest), 0, "")));
  }

  private HtmlPage.Bar stage(String name, double seconds, long done, String unit) {
    return new HtmlPage.Bar(
        name,
        run.seconds().total() == 0 ? 0 : seconds / run.seconds().total(),
        String.format(Locale.ROOT, "%,.1f s", seconds)
            + (done == 0 || seconds == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    done < 10 * seconds ? ", %,.1f %s/s" : ", %,.0f %s/s",
                    done / seconds,
                    unit)));
  }

  private void spend() {
    page.heading("Spend and what it spared");
    long known = Math.max(0, run.chunksTotal() - run.chunksEmbedded());
    page.paragraph(
        String.format(
            Locale.ROOT,
            "Of %,d chunks %,d were embedded in this run; %,d (%.1f %%) had their embedding"
                + " already or share it. %,d tokens, %s.",
            run.chunksTotal(),
            run.chunksEmbedded(),
            known,
            run.chunksTotal() == 0 ? 0.0 : 100.0 * known / run.chunksTotal(),
            run.tokens(),
            dollars(run.costUsd())));
    if (!run.costs().isEmpty()) {
      page.table(
          List.of("repository", "stage", "provider", "texts", "tokens", "dollars"),
          run.costs().stream()
              .sorted(Comparator.comparingLong(Cost::tokens).reversed())
              .limit(MOST_ROWS)
              .map(
                  cost ->
                      List.of(
                          cost.repository(),
                          cost.stage(),
                          cost.provider(),
                          number(cost.texts()),
                          number(cost.tokens()),
                          dollars(cost.usd())))
              .toList());
      page.more(MOST_ROWS, run.costs().size(), "repositories have costs, in the table runs");
    }
  }

  private void history() {
    List<Run> runs =
        report.runs().subList(Math.max(0, report.runs().size() - MOST_RUNS), report.runs().size());
    page.heading("Among " + (runs.size() == 1 ? "runs: the first" : "the last runs"));
    columns(
        "Seconds", runs, r -> r.seconds().total(), v -> String.format(Locale.ROOT, "%,.1f s", v));
    columns("Chunks embedded", runs, Run::chunksEmbedded, v -> number((long) v));
    columns("Dollars", runs, Run::costUsd, ReportPage::dollars);
  }

  private void columns(
      String title, List<Run> runs, ToDoubleFunction<Run> figure, DoubleFunction<String> text) {
    double[] before =
        runs.subList(0, runs.size() - 1).stream().mapToDouble(figure).sorted().toArray();
    String median =
        before.length == 0
            ? ""
            : "; median of the "
                + before.length
                + " before: "
                + text.apply((before[(before.length - 1) / 2] + before[before.length / 2]) / 2);
    if (runs.stream().mapToDouble(figure).max().orElse(0) == 0) {
      page.paragraph(title + ": none in these runs");
      return;
    }
    page.columns(
        title + ": " + text.apply(figure.applyAsDouble(run)) + median,
        runs.stream()
            .map(
                one ->
                    new HtmlPage.Column(
                        one.startedAt().truncatedTo(ChronoUnit.SECONDS) + " " + one.run(),
                        figure.applyAsDouble(one),
                        text.apply(figure.applyAsDouble(one)),
                        one.run().equals(run.run())))
            .toList());
  }

  private void failures() {
    page.heading("Failures");
    if (report.failureCounts().isEmpty()) {
      page.paragraph("None.");
      return;
    }
    page.table(
        List.of("stage", "fault of", "rows"),
        report.failureCounts().stream()
            .map(
                count ->
                    List.of(
                        count.stage(),
                        count.kind().name().toLowerCase(Locale.ROOT),
                        number(count.count())))
            .toList());
    page.paragraph(
        report.failures().size() < run.failures()
            ? "The first " + report.failures().size() + "; all are in the table failures:"
            : "All of them:");
    page.table(
        List.of("place", "stage", "reason"),
        report.failures().stream()
            .map(failure -> List.of(place(failure), failure.stage(), failure.reason()))
            .toList());
  }

  private static String place(Failure failure) {
    return failure.repository() + (failure.path().isEmpty() ? "" : "/" + failure.path());
  }

  private static String dollars(double usd) {
    return String.format(Locale.ROOT, "$%,.4f", usd);
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
