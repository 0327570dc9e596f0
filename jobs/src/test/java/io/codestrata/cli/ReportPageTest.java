package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.job.ReportJob;
import io.codestrata.table.Cost;
import io.codestrata.table.Failure;
import io.codestrata.table.FailureCount;
import io.codestrata.table.FailureKind;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.LanguageSum;
import io.codestrata.table.Run;
import io.codestrata.table.SlowFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  private static final Instant AT = Instant.parse("2026-05-04T10:30:00Z");
  private static final String EVIL = "<script>alert(\"x\")</script>";

  @Test
  void pageShowsTheRunAndItsPlaceAmongTheOthers() {
    Run last = run("run-2", 12.5, 400);

    String page = ReportPage.of(report(last, List.of(run("run-1", 20, 1_000), last), "shop"));

    assertThat(page)
        .contains("Codestrata run run-2", "Done with failures in 12.5 s")
        .contains("embed</text>", "5.0 s, 80 chunks/s")
        .contains("Of 1,000 chunks 400 were embedded in this run; 600 (60.0 %)")
        .contains("Seconds: 12.5 s; median of the 1 before: 20.0 s")
        .contains("Chunks embedded: 400; median of the 1 before: 1,000")
        .contains("2026-05-04T10:30:00Z run-1: 1,000</title>")
        .contains("vendored</text>", "python", "src/a.py")
        .contains("/src/slow.ts", "48.0", "1.250")
        .contains("The first 1; all are in the table failures");
  }

  @Test
  void pageRunsAndFetchesNothingWhateverNamesHold() {
    Run run = run("run-1", 1, 1);

    String page = ReportPage.of(report(run, List.of(run), EVIL));

    assertThat(page)
        .contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;")
        .doesNotContain("<script", "\"x\"", "http:", "https:", "<link", "<img", "@import", "url(");
  }

  @Test
  void runWhoseFilesAreGoneStillHasItsFigures() {
    Run run = run("run-1", 1, 1);
    ReportJob.Result report =
        new ReportJob.Result(run, List.of(run), List.of(), List.of(), Optional.empty());

    assertThat(ReportPage.of(report))
        .contains("Stages", "None.", "The lake no longer keeps the files as this run left them.");
  }

  private static ReportJob.Result report(Run run, List<Run> runs, String name) {
    return new ReportJob.Result(
        run,
        runs,
        List.of(new FailureCount("parse", FailureKind.INPUT, 3)),
        List.of(new Failure(run.run(), name, "src/" + name, "parse", FailureKind.INPUT, name)),
        Optional.of(
            new ReportJob.Estate(
                Map.of("vendored", 7L, name, 2L),
                List.of(new LanguageSum("python", 3, 900, 40_000), new LanguageSum(name, 1, 1, 1)),
                List.of(file(name, "src/a.py", "python"), file("shop", "src/" + name, name)))));
  }

  private static IndexedFile file(String repository, String path, String language) {
    return new IndexedFile(
        repository, path, "100644", "h", language, "c", "m", 1_000, IndexedFile.INDEXED, "", 9);
  }

  private static Run run(String id, double seconds, long embedded) {
    return new Run(
        id,
        AT,
        2,
        100,
        40,
        10,
        1_000,
        500,
        embedded,
        3,
        90_000,
        0.0162,
        3,
        new Run.StageSeconds(1, 2, 5, 1, 1, seconds),
        EVIL,
        "voyage/voyage-code-3/1024/float",
        "0.1.0",
        0,
        List.of(new Cost("embed", "voyage", "m", EVIL, embedded, 90_000, 0.0162)),
        42,
        Run.State.DONE,
        0,
        AT.plusSeconds(13),
        id,
        List.of(new SlowFile(EVIL, "src/slow.ts", "typescript", 48_000, 1.25)));
  }
}
