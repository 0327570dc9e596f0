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
    long chunks,
    long newChunks,
    long removedChunks,
    Map<String, Long> skippedByReason) {
  static final RunTotals NONE = new RunTotals(0, 0, 0, 0, 0, 0, 0, 0, Map.of());

  /**
   * With those of a group.
   *
   * @param hashed files the group read for their hashes alone
   * @param cut chunks it cut
   */
  RunTotals plus(RunTotals group, long hashed, long cut) {
    Map<String, Long> skipped = new TreeMap<>(skippedByReason);
    group.skippedByReason.forEach((reason, files) -> skipped.merge(reason, files, Long::sum));
    return new RunTotals(
        repositories + group.repositories,
        files + group.files,
        changedFiles + group.changedFiles,
        skippedFiles + group.skippedFiles,
        readFiles + group.readFiles + hashed,
        chunks + group.chunks,
        newChunks + group.newChunks + cut,
        removedChunks + group.removedChunks,
        skipped);
  }
}
