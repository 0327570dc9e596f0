package io.codestrata.job;

import io.codestrata.source.Repository;
import io.codestrata.table.FileKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.MerkleNode;
import io.codestrata.table.RepositoryState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The run's snapshots once everything of them has been read: the rows to land and the figures to
 * tell. Pure; knows no Spark.
 *
 * @param scans the snapshots
 * @param read rows of the files that were read, a lost embedding counted as failed
 */
record Snapshots(List<RepositoryScan> scans, List<IndexedFile> read) {

  /** The same where what was read again gave the same row: those rows are kept, not replaced. */
  static Snapshots of(List<RepositoryScan> scans, List<IndexedFile> read) {
    Set<IndexedFile> again = new HashSet<>();
    scans.forEach(scan -> again.addAll(scan.replaced()));
    again.retainAll(Set.copyOf(read));
    if (again.isEmpty()) {
      return new Snapshots(scans, read);
    }
    return new Snapshots(
        scans.stream().map(scan -> scan.keeping(again)).toList(),
        read.stream().filter(file -> !again.contains(file)).toList());
  }

  /** Rows of {@code files} that are new or differ. */
  List<IndexedFile> upserts() {
    List<IndexedFile> upserts = new ArrayList<>(read);
    scans.forEach(scan -> upserts.addAll(scan.settled()));
    return upserts;
  }

  List<FileKey> deletes() {
    return scans.stream().flatMap(scan -> scan.removedKeys().stream()).toList();
  }

  /** Whether no repository with changes has rows in the lake yet. */
  boolean onlyNewRepositories() {
    return scans.stream()
        .filter(scan -> !scan.unchanged())
        .allMatch(
            scan -> scan.kept().isEmpty() && scan.removed().isEmpty() && scan.replaced().isEmpty());
  }

  List<MerkleNode> nodes() {
    return scans.stream().flatMap(scan -> scan.nodes().stream()).toList();
  }

  /**
   * State rows to write: of every repository whose root, rules, ref or revision moved.
   *
   * @param all of the others too, so that their time says when they were looked at
   */
  List<RepositoryState> states(String chunking, String model, Instant now, boolean all) {
    Map<String, List<IndexedFile>> byRepository = new HashMap<>();
    upserts()
        .forEach(
            file ->
                byRepository.computeIfAbsent(file.repository(), id -> new ArrayList<>()).add(file));
    List<RepositoryState> states = new ArrayList<>();
    for (RepositoryScan scan : scans) {
      Repository repository = scan.repository();
      if (!all && scan.before().filter(scan::isToldBy).isPresent()) {
        continue;
      }
      List<IndexedFile> files =
          new ArrayList<>(byRepository.getOrDefault(repository.id(), List.of()));
      files.addAll(scan.kept());
      states.add(
          new RepositoryState(
              repository.id(),
              repository.origin(),
              repository.ref(),
              repository.revision(),
              scan.rootHash(),
              scan.rules(),
              chunking,
              model,
              scan.unchanged() ? scan.before().orElseThrow().files() : files.size(),
              scan.unchanged()
                  ? scan.before().orElseThrow().skippedFiles()
                  : count(files, IndexedFile.SKIPPED),
              scan.unchanged()
                  ? scan.before().orElseThrow().chunks()
                  : files.stream().mapToLong(IndexedFile::chunks).sum(),
              count(files, IndexedFile.FAILED),
              now,
              scan.named().isDefaultRef(),
              scan.visibility()));
    }
    return states;
  }

  long files() {
    return total(RepositoryState::files) + present().size();
  }

  long skippedFiles() {
    return total(RepositoryState::skippedFiles) + count(present(), IndexedFile.SKIPPED);
  }

  long chunks() {
    return total(RepositoryState::chunks) + present().stream().mapToLong(IndexedFile::chunks).sum();
  }

  /** Files added, modified or removed. */
  long changedFiles() {
    return (long) upserts().size() + deletes().size();
  }

  /** Chunks of files that are gone or replaced, less those that stand again in the new snapshot. */
  long removedChunks() {
    Set<String> still = new HashSet<>();
    present().forEach(file -> still.add(file.repository() + "\0" + file.contentHash()));
    Set<String> counted = new HashSet<>();
    long removed = 0;
    for (RepositoryScan scan : scans) {
      List<IndexedFile> before = new ArrayList<>(scan.removed());
      before.addAll(scan.replaced());
      for (IndexedFile file : before) {
        String content = file.repository() + "\0" + file.contentHash();
        if (!still.contains(content) && counted.add(content)) {
          removed += file.chunks();
        }
      }
    }
    return removed;
  }

  /** Reason to number of files of the changed snapshots that are skipped for it. */
  Map<String, Long> skippedByReason() {
    Map<String, Long> skipped = new TreeMap<>();
    present().stream()
        .filter(file -> file.status().equals(IndexedFile.SKIPPED))
        .forEach(file -> skipped.merge(file.reason(), 1L, Long::sum));
    return skipped;
  }

  private List<IndexedFile> present() {
    List<IndexedFile> present = upserts();
    scans.forEach(scan -> present.addAll(scan.kept()));
    return present;
  }

  private long total(java.util.function.ToLongFunction<RepositoryState> figure) {
    return scans.stream()
        .filter(RepositoryScan::unchanged)
        .mapToLong(scan -> figure.applyAsLong(scan.before().orElseThrow()))
        .sum();
  }

  private static long count(List<IndexedFile> files, String status) {
    return files.stream().filter(file -> file.status().equals(status)).count();
  }
}
