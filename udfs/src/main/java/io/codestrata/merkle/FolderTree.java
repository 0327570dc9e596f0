package io.codestrata.merkle;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One snapshot as its folder hashes, and where to get the files of those folders that a comparison
 * has to look into.
 *
 * @param nodes folder path ({@code ""} is the root) to hash, as {@link MerkleTree#nodes()} gives
 *     them; both sides of a comparison hash in the same way
 * @param files asked at most once a comparison
 */
public record FolderTree(SortedMap<String, String> nodes, Files files) {

  /** Where the files lie. */
  @FunctionalInterface
  public interface Files {
    /** The entries that lie directly in these folders, in any order. */
    List<ManifestEntry> in(Set<String> folders);
  }

  /** A manifest's tree. */
  public static FolderTree of(Manifest manifest) {
    return new FolderTree(
        MerkleTree.of(manifest).nodes(),
        folders ->
            manifest.entries().stream()
                .filter(entry -> folders.contains(folderOf(entry.path())))
                .toList());
  }

  /** The folder a path lies in: {@code ""} where it has none. */
  public static String folderOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** Folder to its child folders with their hashes; a folder without any is not there. */
  Map<String, SortedMap<String, String>> children() {
    Map<String, SortedMap<String, String>> children = new TreeMap<>();
    nodes.forEach(
        (path, hash) -> {
          if (!path.isEmpty()) {
            children.computeIfAbsent(folderOf(path), key -> new TreeMap<>()).put(path, hash);
          }
        });
    return children;
  }
}
