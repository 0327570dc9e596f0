package io.codestrata.job;

import io.codestrata.source.Repository;
import io.codestrata.table.FileKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.MerkleChange;
import io.codestrata.table.RepositoryState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * A group's snapshots once everything of them has been read: the rows to land and the figures to
 * tell. Pure; knows no Spark.
 *
 * @param scans the snapshots
 * @param read rows of the files that were read or carried, a lost embedding counted as failed
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
            scan ->
                scan.kept().files() == 0 && scan.removed().isEmpty() && scan.replaced().isEmpty());
  }

  List<MerkleChange> nodes() {
    return scans.stream().map(RepositoryScan::nodes).toList();
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
      KeptFiles files = scan.kept().plus(byRepository.getOrDefault(repository.id(), List.of()));
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
              files.files(),
              files.skipped(),
              files.chunks(),
              files.failed(),
              now,
              scan.named().isDefaultRef(),
              scan.visibility()));
    }
    return states;
  }

  /**
   * What the group adds to a run's figures.
   *
   * @param hashed files it read for their hashes alone
   * @param cut chunks it cut
   */
  RunTotals totals(long hashed, long cut) {
    List<IndexedFile> upserts = upserts();
    KeptFiles changed = KeptFiles.NONE.plus(upserts);
    Map<String, Long> skipped = changed.reasons();
    for (RepositoryScan scan : scans) {
      skipped = RunTotals.sum(skipped, scan.kept().reasons());
    }
    return new RunTotals(
        scans.size(),
        changed.files() + kept(KeptFiles::files),
        changed.files() + deletes().size(),
        changed.skipped() + kept(KeptFiles::skipped),
        hashed + scans.stream().mapToLong(scan -> scan.toRead().size()).sum(),
        scans.stream().mapToLong(RepositoryScan::bytesToRead).sum(),
        changed.chunks() + kept(KeptFiles::chunks),
        cut,
        removedChunks(upserts),
        skipped);
  }

  private long kept(ToLongFunction<KeptFiles> figure) {
    return scans.stream().map(RepositoryScan::kept).mapToLong(figure).sum();
  }

  /** Chunks of files that are gone or replaced, less those that stand again in the new snapshot. */
  private long removedChunks(List<IndexedFile> upserts) {
    Set<String> still = new HashSet<>();
    upserts.forEach(file -> still.add(file.repository() + "\0" + file.contentHash()));
    Set<String> counted = new HashSet<>();
    long removed = 0;
    for (RepositoryScan scan : scans) {
      List<IndexedFile> before = new ArrayList<>(scan.removed());
      before.addAll(scan.replaced());
      for (IndexedFile file : before) {
        String content = file.repository() + "\0" + file.contentHash();
        if (!scan.kept().contents().contains(file.contentHash())
            && !still.contains(content)
            && counted.add(content)) {
          removed += file.chunks();
        }
      }
    }
    return removed;
  }
}
