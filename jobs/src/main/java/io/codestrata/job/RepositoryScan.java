package io.codestrata.job;

import io.codestrata.source.Repository;
import io.codestrata.table.FileKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.MerkleChange;
import io.codestrata.table.RepositoryState;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One repository's snapshot held against what the lake knows of it.
 *
 * @param named resolved, with the id it has in the lake
 * @param rootHash of the snapshot
 * @param rules fingerprint of what decided which files are read
 * @param before what the lake holds, empty for a new repository
 * @param kept rows that stay as they are
 * @param settled rows whose fate needs no reading: skipped or unreadable
 * @param carried rows that follow from those of equal files, at another path or for another model
 * @param toRead files to read, cut and embed
 * @param removed rows that go
 * @param replaced rows as they were of files whose content is read anew
 * @param nodes folder hashes of the snapshot that are new
 * @param unchanged whether the root and the rules are those of the last run
 */
record RepositoryScan(
    NamedRepository named,
    String rootHash,
    String rules,
    Optional<RepositoryState> before,
    KeptFiles kept,
    List<IndexedFile> settled,
    List<IndexedFile> carried,
    List<FileRef> toRead,
    List<IndexedFile> removed,
    List<IndexedFile> replaced,
    MerkleChange nodes,
    boolean unchanged) {

  /** A snapshot that is the one of the last run. */
  static RepositoryScan untouched(NamedRepository named, String root, RepositoryState before) {
    return new RepositoryScan(
        named,
        root,
        before.rules(),
        Optional.of(before),
        KeptFiles.all(before),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        MerkleChange.NONE,
        true);
  }

  Repository repository() {
    return named.repository();
  }

  /** What the user says of it now, else what was said before. */
  String visibility() {
    String said = named.entry().visibility();
    return said.isEmpty() ? before.map(RepositoryState::visibility).orElse("") : said;
  }

  /** Whether the lake's row says all of this snapshot that a row says, but for its time. */
  boolean isToldBy(RepositoryState state) {
    return unchanged
        && state.revision().equals(repository().revision())
        && state.ref().equals(repository().ref())
        && state.visibility().equals(visibility());
  }

  /** The same with those of the replaced rows kept that reading gave again. */
  RepositoryScan keeping(Set<IndexedFile> again) {
    return new RepositoryScan(
        named,
        rootHash,
        rules,
        before,
        kept.and(replaced.stream().filter(again::contains).toList()),
        settled,
        carried,
        toRead,
        removed,
        replaced.stream().filter(file -> !again.contains(file)).toList(),
        nodes,
        unchanged);
  }

  List<FileKey> removedKeys() {
    return removed.stream().map(file -> new FileKey(file.repository(), file.path())).toList();
  }

  /** Bytes of the files to read. */
  long bytesToRead() {
    return toRead.stream().mapToLong(FileRef::size).sum();
  }

  /** Rows of it that the run holds in memory. */
  long rows() {
    return (long) settled.size()
        + carried.size()
        + toRead.size()
        + removed.size()
        + replaced.size();
  }
}
