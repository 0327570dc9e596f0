package io.codestrata.table;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one run did: what a dashboard reads.
 *
 * @param run its id
 * @param startedAt when
 * @param repositories repositories looked at
 * @param filesTotal files of their snapshots
 * @param filesChanged files added, modified or removed
 * @param filesSkipped files of the snapshots that are left out by rule
 * @param chunksTotal chunks of the snapshots
 * @param chunksNew chunks cut in this run
 * @param chunksEmbedded chunks embedded in this run
 * @param chunksRemoved chunks of files that were removed or replaced
 * @param tokens tokens the provider counted
 * @param costUsd at list price
 * @param failures rows in {@code failures}
 * @param seconds wall time by stage
 * @param chunking the chunker's fingerprint
 * @param model key of the embedding model
 * @param version of Codestrata
 * @param tokensUnanswered tokens of calls that were sent and got no sound answer, which the
 *     provider may have billed: not in {@code tokens}
 * @param costs what was spent, by stage, provider, model and repository
 * @param filesRead files whose content was read, for its hash or to be cut
 * @param state whether it is at work, and how it ended
 * @param repositoriesLeft repositories that are still to come, or were left to the next run
 * @param updatedAt when this was written: each time a group of repositories is published
 * @param trace id of what started it, else its own; empty in rows from before there were such
 * @param slowest files that took longest to read and cut, the slowest first; none in older rows
 */
public record Run(
    String run,
    Instant startedAt,
    long repositories,
    long filesTotal,
    long filesChanged,
    long filesSkipped,
    long chunksTotal,
    long chunksNew,
    long chunksEmbedded,
    long chunksRemoved,
    long tokens,
    double costUsd,
    long failures,
    StageSeconds seconds,
    String chunking,
    String model,
    String version,
    long tokensUnanswered,
    List<Cost> costs,
    long filesRead,
    State state,
    long repositoriesLeft,
    Instant updatedAt,
    String trace,
    List<SlowFile> slowest)
    implements Serializable {

  /** Where a run stands. */
  public enum State {
    /** At work, or killed without a word. */
    RUNNING,
    /** All its repositories are done. */
    DONE,
    /** It ended before its last repositories, since nothing more could be embedded. */
    STOPPED,
    /** It was killed, and what it had paid for has been kept. */
    KILLED
  }

  /** Repositories a second, so far; 0 before the first. */
  public double repositoriesPerSecond() {
    double elapsed = Duration.between(startedAt, updatedAt).toMillis() / 1e3;
    return elapsed <= 0 ? 0 : repositories / elapsed;
  }

  /** Seconds that the repositories left will take at that rate; infinite before the first. */
  public double etaSeconds() {
    return repositoriesLeft == 0 ? 0 : repositoriesLeft / repositoriesPerSecond();
  }

  /** Wall seconds of each stage. */
  public record StageSeconds(
      double snapshot, double chunk, double embed, double land, double publish, double total)
      implements Serializable {}
}
