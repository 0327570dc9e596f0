package io.codestrata.job;

import io.codestrata.table.Cost;
import io.codestrata.table.Failure;
import io.codestrata.table.Receipt;
import io.codestrata.table.Run;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What is told of a run while it goes on.
 *
 * @param run its id
 * @param startedAt in microseconds, which is what tables and database keep
 * @param clock of its stages
 * @param failures grows as the run goes on
 */
record RunFigures(String run, Instant startedAt, StageClock clock, List<Failure> failures) {

  static RunFigures begin() {
    return new RunFigures(
        UUID.randomUUID().toString(),
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        new StageClock(),
        new ArrayList<>());
  }

  /**
   * The run's row, now.
   *
   * @param receipt what was embedded
   * @param unansweredTokens of calls that were sent and got no sound answer
   */
  Run row(
      EmbedderSettings settings,
      ChunkRules rules,
      Snapshots snapshots,
      ChunkJob.Result cut,
      Receipt receipt,
      long unansweredTokens) {
    return new Run(
        run,
        startedAt,
        snapshots.scans().size(),
        snapshots.files(),
        snapshots.changedFiles(),
        snapshots.skippedFiles(),
        snapshots.chunks(),
        cut.freshCount(),
        receipt.texts(),
        snapshots.removedChunks(),
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
        Cost.of(settings.provider(), rules.model(), settings.usdPerMillionTokens(), receipt));
  }
}
