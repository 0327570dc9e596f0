package io.codestrata.job;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a run has done so far, over all its groups.
 *
 * @param repositories looked at
 * @param files of their snapshots
 * @param changedFiles added, modified, moved or removed
 * @param skippedFiles of the snapshots that are left out by rule
 * @param readFiles whose content was read, for its hash or to be cut
 * @param readBytes of the files that were cut
 * @param chunks of the snapshots
 * @param newChunks cut in this run
 * @param removedChunks of files that were removed or replaced
 * @param skippedByReason reason to number of files skipped for it, of those that were looked at
 */
record RunTotals(
    long repositories,
    long files,
    long changedFiles,
    long skippedFiles,
    long readFiles,
    long readBytes,
    long chunks,
    long newChunks,
    long removedChunks,
    Map<String, Long> skippedByReason) {
  static final RunTotals NONE = new RunTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of());

  /** With those of a group. */
  RunTotals plus(RunTotals group) {
    return new RunTotals(
        repositories + group.repositories,
        files + group.files,
        changedFiles + group.changedFiles,
        skippedFiles + group.skippedFiles,
        readFiles + group.readFiles,
        readBytes + group.readBytes,
        chunks + group.chunks,
        newChunks + group.newChunks,
        removedChunks + group.removedChunks,
        sum(skippedByReason, group.skippedByReason));
  }

  /** Reason to number, of both together. */
  static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
    Map<String, Long> sum = new TreeMap<>(one);
    other.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
    return sum;
  }
}
