package io.codestrata.job;

import io.codestrata.merkle.FolderEntry;
import io.codestrata.merkle.MerkleTree;
import io.codestrata.source.TreeChanges;
import io.codestrata.table.FileKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.MerkleChange;
import io.codestrata.table.MerkleNode;
import io.codestrata.table.RepositoryState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds what changed of a repository against the lake, and asks it for no row of what did not. */
record ChangedSnapshot(Lake lake, SnapshotComparison comparison) {

  /**
   * @param found with the last state, whose rules hold still
   * @param listing of the changed files
   */
  RepositoryScan compare(
      SnapshotComparison.Found found, TreeChanges changes, ListedSnapshot listing) {
    RepositoryState last = found.before().orElseThrow();
    String id = found.named().repository().id();
    Set<String> paths = new HashSet<>(changes.gone().keySet());
    paths.addAll(listing.files().keySet());
    List<IndexedFile> rows = lake.files().at(paths, id);
    Set<String> elsewhere =
        lake.files().contentsBeside(Set.copyOf(changes.gone().values()), paths, id);
    return comparison.compare(
        found, listing, rows, KeptFiles.allBut(last, rows, elsewhere), nodes(id, changes));
  }

  private MerkleChange nodes(String id, TreeChanges changes) {
    Map<String, String> known = lake.merkleNodes().at(asked(changes), id);
    List<MerkleNode> nodes = new ArrayList<>();
    Map<String, String> updated = MerkleTree.update(changes.folders(), known);
    updated.forEach((path, hash) -> nodes.add(new MerkleNode(id, path, hash)));
    List<FileKey> gone =
        changes.gone().keySet().stream()
            .filter(path -> known.containsKey(path) && !updated.containsKey(path))
            .map(path -> new FileKey(id, path))
            .toList();
    return new MerkleChange(nodes, gone, false);
  }

  /** Folders that may be gone, and those that stand unchanged in one that is not. */
  private static Set<String> asked(TreeChanges changes) {
    Set<String> asked = new HashSet<>(changes.gone().keySet());
    changes
        .folders()
        .forEach(
            (folder, children) ->
                children.stream()
                    .filter(FolderEntry::isFolder)
                    .map(child -> folder.isEmpty() ? child.name() : folder + "/" + child.name())
                    .filter(path -> !changes.folders().containsKey(path))
                    .forEach(asked::add));
    return asked;
  }
}
