package io.codestrata.job;

import io.codestrata.source.Repository;
import io.codestrata.table.FileKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.MerkleNode;
import java.util.List;
import java.util.Optional;

/**
 * One repository's snapshot held against what the lake knows of it.
 *
 * @param repository resolved, with the id it has in the lake
 * @param rootHash of the snapshot
 * @param before what the lake holds, empty for a new repository
 * @param kept rows that stay as they are; empty where the whole snapshot is unchanged
 * @param settled rows whose fate needs no reading: skipped or unreadable
 * @param toRead files to read, cut and embed
 * @param removed rows that go
 * @param replaced rows as they were of files whose content is read anew
 * @param nodes folder hashes of the snapshot
 * @param unchanged whether the root and the rules are those of the last run
 */
record RepositoryScan(
    Repository repository,
    String rootHash,
    Optional<io.codestrata.table.RepositoryState> before,
    List<IndexedFile> kept,
    List<IndexedFile> settled,
    List<FileRef> toRead,
    List<IndexedFile> removed,
    List<IndexedFile> replaced,
    List<MerkleNode> nodes,
    boolean unchanged) {

  List<FileKey> removedKeys() {
    return removed.stream().map(file -> new FileKey(file.repository(), file.path())).toList();
  }

  /** Files added, modified or removed. */
  long changes() {
    return (long) settled.size() + toRead.size() + removed.size();
  }
}
