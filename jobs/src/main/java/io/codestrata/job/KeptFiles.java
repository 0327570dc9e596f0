package io.codestrata.job;

import io.codestrata.table.IndexedFile;
import io.codestrata.table.RepositoryState;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of a snapshot that stay as they are, in figures: they may be all of a large repository.
 *
 * @param files how many
 * @param skipped those of them left out by rule
 * @param failed those left out by a failure
 * @param chunks of all of them
 * @param contents content hashes they share with rows that go or are replaced
 * @param reasons reason to number of files skipped for it, of those that were looked at one by one
 */
record KeptFiles(
    long files,
    long skipped,
    long failed,
    long chunks,
    Set<String> contents,
    Map<String, Long> reasons) {
  static final KeptFiles NONE = new KeptFiles(0, 0, 0, 0, Set.of(), Map.of());

  /** All files of a repository's last state. */
  static KeptFiles all(RepositoryState state) {
    return new KeptFiles(
        state.files(),
        state.skippedFiles(),
        state.failedFiles(),
        state.chunks(),
        Set.of(),
        Map.of());
  }

  /**
   * All files of a repository's last state but some.
   *
   * @param looked rows that are looked at one by one
   * @param contents see there
   */
  static KeptFiles allBut(
      RepositoryState state, Collection<IndexedFile> looked, Set<String> contents) {
    KeptFiles some = NONE.plus(looked);
    return new KeptFiles(
        state.files() - some.files,
        state.skippedFiles() - some.skipped,
        state.failedFiles() - some.failed,
        state.chunks() - some.chunks,
        contents,
        Map.of());
  }

  /** Both together. */
  KeptFiles and(KeptFiles more) {
    Set<String> shared = new HashSet<>(contents);
    shared.addAll(more.contents);
    return new KeptFiles(
        files + more.files,
        skipped + more.skipped,
        failed + more.failed,
        chunks + more.chunks,
        shared,
        RunTotals.sum(reasons, more.reasons));
  }

  /**
   * @param leaving contents of rows that go or are replaced
   */
  static KeptFiles of(Collection<IndexedFile> kept, Set<String> leaving) {
    Set<String> shared = new HashSet<>();
    for (IndexedFile file : kept) {
      if (leaving.contains(file.contentHash())) {
        shared.add(file.contentHash());
      }
    }
    return new KeptFiles(0, 0, 0, 0, shared, Map.of()).plus(kept);
  }

  /** With rows that were to be replaced, and stay after all. */
  KeptFiles and(List<IndexedFile> more) {
    Set<String> shared = new HashSet<>(contents);
    more.forEach(file -> shared.add(file.contentHash()));
    return new KeptFiles(files, skipped, failed, chunks, shared, reasons).plus(more);
  }

  /** With these rows; what they share with others does not count. */
  KeptFiles plus(Collection<IndexedFile> rows) {
    return new KeptFiles(
        files + rows.size(),
        skipped + count(rows, IndexedFile.SKIPPED),
        failed + count(rows, IndexedFile.FAILED),
        chunks + rows.stream().mapToLong(IndexedFile::chunks).sum(),
        contents,
        RunTotals.sum(reasons, reasons(rows)));
  }

  private static Map<String, Long> reasons(Collection<IndexedFile> files) {
    return files.stream()
        .filter(file -> file.status().equals(IndexedFile.SKIPPED))
        .collect(Collectors.groupingBy(IndexedFile::reason, Collectors.counting()));
  }

  private static long count(Collection<IndexedFile> files, String status) {
    return files.stream().filter(file -> file.status().equals(status)).count();
  }
}
