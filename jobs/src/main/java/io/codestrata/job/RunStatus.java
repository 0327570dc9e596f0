package io.codestrata.job;

/**
 * How far a running run is.
 *
 * @param run its id
 * @param trace id of what started it, else its own
 * @param startedAtMillis since 1970
 * @param updatedAtMillis since 1970: when this was written
 * @param stage that it is in, empty before the first
 * @param done of the stage
 * @param total of the stage, 0 where not known
 * @param unit of the two
 * @param stageSeconds since the stage began
 * @param repositories done
 * @param repositoriesLeft still to come, as far as is known
 * @param filesChanged of the groups that are done
 * @param chunksNew of the groups that are done
 * @param chunksEmbedded that have landed
 * @param tokens of them
 * @param costUsd of them, at list price
 * @param failures so far
 */
public record RunStatus(
    String run,
    String trace,
    long startedAtMillis,
    long updatedAtMillis,
    String stage,
    long done,
    long total,
    String unit,
    double stageSeconds,
    long repositories,
    long repositoriesLeft,
    long filesChanged,
    long chunksNew,
    long chunksEmbedded,
    long tokens,
    double costUsd,
    long failures) {}
