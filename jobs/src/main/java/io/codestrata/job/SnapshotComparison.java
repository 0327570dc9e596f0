package io.codestrata.job;

import io.codestrata.source.ListedFile;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.MerkleChange;
import io.codestrata.table.MerkleNode;
import io.codestrata.table.RepositoryState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Holds a listing against the rows that the lake has of the repository: what stays, what goes, what
 * is to be read, and what need not be, since the row of an equal file says all. Pure.
 */
final class SnapshotComparison {
  /** Reasons a listing gives; a file skipped for one of them was never read. */
  private static final Set<String> LISTING_REASONS =
      Set.of(
          ListedFile.SYMLINK,
          ListedFile.SUBMODULE,
          ListedFile.TOO_LARGE,
          ListedFile.UNSAFE_PATH,
          ListedFile.SPECIAL_FILE,
          ListedFile.UNREADABLE);

  private final UnaryOperator<String> chunkings;
  private final String model;

  /**
   * @param chunkings see {@link ChunkRules#chunkings}
   * @param model key of the embedding model
   */
  SnapshotComparison(UnaryOperator<String> chunkings, String model) {
    this.chunkings = chunkings;
    this.model = model;
  }

  /**
   * A snapshot as it was found.
   *
   * @param named with the id it has in the lake
   * @param root hash of the snapshot
   * @param rules fingerprint of what decided which files are read and how
   * @param uniform whether no file is looked at otherwise for the folder it lies in
   * @param before the repository's last state
   */
  record Found(
      NamedRepository named,
      String root,
      String rules,
      boolean uniform,
      Optional<RepositoryState> before) {
    /** By other rules any file may be judged otherwise. */
    boolean sameRules() {
      return before.filter(was -> was.rules().equals(rules)).isPresent();
    }
  }

  /** Compares a whole listing with all rows there are. */
  RepositoryScan compare(Found found, ListedSnapshot listing, List<IndexedFile> rows) {
    List<MerkleNode> nodes = new ArrayList<>();
    listing
        .tree()
        .nodes()
        .forEach(
            (path, hash) -> nodes.add(new MerkleNode(found.named().repository().id(), path, hash)));
    return compare(found, listing, rows, KeptFiles.NONE, new MerkleChange(nodes, List.of(), true));
  }

  /**
   * Compares what differs with the rows of all paths that do.
   *
   * @param rest the rows of all other paths
   */
  RepositoryScan compare(
      Found found,
      ListedSnapshot listing,
      List<IndexedFile> rows,
      KeptFiles rest,
      MerkleChange nodes) {
    Map<String, IndexedFile> before = new HashMap<>();
    rows.forEach(row -> before.put(row.path(), row));
    Map<String, IndexedFile> movable = movable(found, rows);
    List<IndexedFile> kept = new ArrayList<>();
    List<IndexedFile> settled = new ArrayList<>();
    List<IndexedFile> carried = new ArrayList<>();
    List<FileRef> toRead = new ArrayList<>();
    List<IndexedFile> replaced = new ArrayList<>();
    for (FileRef file : listing.files().values()) {
      IndexedFile was = before.remove(file.path());
      Optional<IndexedFile> fate = withoutReading(found.named().repository().id(), file, listing);
      if (fate.isPresent() ? fate.get().equals(was) : found.sameRules() && stands(was, file)) {
        kept.add(was);
        continue;
      }
      if (was != null) {
        replaced.add(was);
      }
      if (fate.isPresent()) {
        settled.add(fate.get());
        continue;
      }
      IndexedFile equal =
          found.sameRules() && isJudged(was, file)
              ? was
              : movable.get(contentName(file.contentHash(), file.path()));
      if (equal == null) {
        toRead.add(file);
      } else {
        carried.add(at(file, equal));
      }
    }
    return new RepositoryScan(
        found.named(),
        found.root(),
        found.rules(),
        found.before(),
        KeptFiles.of(kept, contents(before.values(), replaced)).and(rest),
        settled,
        carried,
        toRead,
        List.copyOf(before.values()),
        replaced,
        nodes,
        false);
  }

  /** Content and name to a row of it, where a file is judged alike wherever it lies. */
  private Map<String, IndexedFile> movable(Found found, List<IndexedFile> rows) {
    Map<String, IndexedFile> movable = new HashMap<>();
    if (found.uniform() && found.sameRules()) {
      for (IndexedFile row : rows) {
        if (isJudged(row)) {
          movable.put(contentName(row.contentHash(), row.path()), row);
        }
      }
    }
    return movable;
  }

  private static String contentName(String contentHash, String path) {
    return contentHash + path.substring(path.lastIndexOf('/') + 1);
  }

  private IndexedFile at(FileRef file, IndexedFile equal) {
    return new IndexedFile(
        equal.repository(),
        file.path(),
        file.mode(),
        file.contentHash(),
        equal.language(),
        equal.chunking(),
        model,
        file.size(),
        equal.status(),
        equal.reason(),
        equal.chunks());
  }

  static Set<String> contents(Iterable<IndexedFile> removed, Iterable<IndexedFile> replaced) {
    Set<String> contents = new HashSet<>();
    removed.forEach(file -> contents.add(file.contentHash()));
    replaced.forEach(file -> contents.add(file.contentHash()));
    return contents;
  }

  private Optional<IndexedFile> withoutReading(String id, FileRef file, ListedSnapshot listing) {
    String skip = listing.skipped().get(file.path());
    String failure = listing.failures().get(file.path());
    if (skip == null && failure == null) {
      return Optional.empty();
    }
    return Optional.of(
        new IndexedFile(
            id,
            file.path(),
            file.mode(),
            file.contentHash(),
            "",
            chunkings.apply(""),
            model,
            file.size(),
            skip == null ? IndexedFile.FAILED : IndexedFile.SKIPPED,
            skip == null ? failure : skip,
            0));
  }

  /** Whether a file's row says what reading it again would say. */
  private boolean stands(IndexedFile was, FileRef file) {
    return isJudged(was, file) && was.mode().equals(file.mode()) && was.model().equals(model);
  }

  private boolean isJudged(IndexedFile was, FileRef file) {
    return was != null && was.contentHash().equals(file.contentHash()) && isJudged(was);
  }

  /** Whether reading the row's content under its name would give language, status and chunks. */
  private boolean isJudged(IndexedFile row) {
    return row.chunking().equals(chunkings.apply(row.language()))
        && !row.status().equals(IndexedFile.FAILED)
        && !LISTING_REASONS.contains(row.reason());
  }
}
