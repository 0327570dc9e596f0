package io.codestrata.merkle;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares two snapshots from their roots down. A folder with the same hash on both sides is not
 * looked into, nor anything below it, so the files that are asked for are those of changed folders
 * only. The answer is that of {@link ManifestDiff#between} of the whole manifests: what is the same
 * on both sides takes no part in it. One exception: an unknown content (empty hash) in a folder
 * that is the same otherwise counts as the same whatever its size, since hashes do not cover sizes.
 */
public final class TreeDiff {
  private final Map<String, SortedMap<String, String>> childrenBefore;
  private final Map<String, SortedMap<String, String>> childrenAfter;
  private final Set<String> openBefore = new TreeSet<>();
  private final Set<String> openAfter = new TreeSet<>();

  private TreeDiff(FolderTree before, FolderTree after) {
    childrenBefore = before.children();
    childrenAfter = after.children();
  }

  /** What changed; reads no files where the roots agree. */
  public static ManifestDiff between(FolderTree before, FolderTree after) {
    TreeDiff diff = new TreeDiff(before, after);
    diff.walk(before.nodes(), after.nodes());
    return ManifestDiff.between(files(before, diff.openBefore), files(after, diff.openAfter));
  }

  private static Manifest files(FolderTree tree, Set<String> folders) {
    return Manifest.of(
        folders.isEmpty() ? List.of() : tree.files().in(Collections.unmodifiableSet(folders)));
  }

  private void walk(Map<String, String> before, Map<String, String> after) {
    Deque<String> pending = new ArrayDeque<>();
    differing(only(before, ""), only(after, ""), pending);
    while (!pending.isEmpty()) {
      String folder = pending.pop();
      differing(
          childrenBefore.getOrDefault(folder, Collections.emptySortedMap()),
          childrenAfter.getOrDefault(folder, Collections.emptySortedMap()),
          pending);
    }
  }

  private static SortedMap<String, String> only(Map<String, String> nodes, String path) {
    SortedMap<String, String> only = new TreeMap<>();
    if (nodes.containsKey(path)) {
      only.put(path, nodes.get(path));
    }
    return only;
  }

  private void differing(
      SortedMap<String, String> before, SortedMap<String, String> after, Deque<String> pending) {
    TreeSet<String> folders = new TreeSet<>(before.keySet());
    folders.addAll(after.keySet());
    for (String folder : folders) {
      String was = before.get(folder);
      String is = after.get(folder);
      if (was != null && was.equals(is)) {
        continue;
      }
      if (was != null) {
        openBefore.add(folder);
      }
      if (is != null) {
        openAfter.add(folder);
      }
      pending.push(folder);
    }
  }
}
