package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.table.Cost;
import io.codestrata.table.Failure;
import io.codestrata.table.Receipt;
import io.codestrata.table.Run;
import io.codestrata.table.SlowFile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What is told of a run while it goes on. */
final class RunFigures {
  private final String run = UUID.randomUUID().toString();
  private final String trace;
  private final Instant startedAt = now();
  private final StageClock clock = new StageClock();
  private final List<Failure> failures = new ArrayList<>();
  private volatile RunTotals totals = RunTotals.NONE;
  private List<SlowFile> slowest = List.of();
  private int landedFailures;

  RunFigures(PipelineConfig config) {
    trace = Trace.id(config, run);
  }

  String run() {
    return run;
  }

  /** Id of what started the run, else its own. */
  String trace() {
    return trace;
  }

  /** In microseconds, which is what tables and database keep. */
  Instant startedAt() {
    return startedAt;
  }

  StageClock clock() {
    return clock;
  }

  /** All so far; grows as the run goes on. */
  List<Failure> failures() {
    return failures;
  }

  /** Those that came since this was last asked. */
  List<Failure> newFailures() {
    List<Failure> latest = List.copyOf(failures.subList(landedFailures, failures.size()));
    landedFailures = failures.size();
    return latest;
  }

  RunTotals totals() {
    return totals;
  }

  /**
   * A group is done.
   *
   * @param slow files of it that took longest
   */
  void add(RunTotals group, List<SlowFile> slow) {
    totals = totals.plus(group);
    slowest = SlowFile.slowest(Stream.concat(slowest.stream(), slow.stream()));
  }

  /**
   * The run's row, now.
   *
   * @param receipt what was embedded
   * @param unansweredTokens of calls that were sent and got no sound answer
   * @param left repositories that are still to come
   */
  Run row(
      EmbedderSettings settings,
      ChunkRules rules,
      Receipt receipt,
      long unansweredTokens,
      long left,
      Run.State state) {
    return new Run(
        run,
        startedAt,
        totals.repositories(),
        totals.files(),
        totals.changedFiles(),
        totals.skippedFiles(),
        totals.chunks(),
        totals.newChunks(),
        receipt.texts(),
        totals.removedChunks(),
        receipt.tokens(),
        receipt.tokens() * settings.usdPerMillionTokens() / 1e6,
        failures.size(),
        new Run.StageSeconds(
            clock.seconds(StageClock.Stage.SNAPSHOT),
            clock.seconds(StageClock.Stage.CHUNK),
            clock.seconds(StageClock.Stage.EMBED),
            clock.seconds(StageClock.Stage.LAND),
            clock.seconds(StageClock.Stage.PUBLISH),
            clock.totalSeconds()),
        rules.chunking(),
        rules.model(),
        Version.current(),
        unansweredTokens,
        Cost.of(settings.provider(), rules.model(), settings.usdPerMillionTokens(), receipt),
        totals.readFiles(),
        state,
        left,
        now(),
        trace,
        slowest);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
