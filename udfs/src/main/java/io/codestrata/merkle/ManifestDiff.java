package io.codestrata.merkle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What changed from one snapshot to the next. Every entry of either side that is not the same on
 * both stands in exactly one list; each list is in path order (of the after side where there is
 * one). The same two manifests always give the same answer.
 *
 * @param added only after
 * @param modified same path, other content; or a file became a link or a submodule, or back
 * @param removed only before
 * @param renamed a removed and an added path of the same kind with the same known content, whatever
 *     their modes. As {@code git diff -M} pairs them: each added path in turn takes the first
 *     removed one of its content that has its name, else the first. {@link SimilarRenames} adds
 *     others
 * @param modeChanged same path, same content, other mode
 */
public record ManifestDiff(
    List<ManifestEntry> added,
    List<Change> modified,
    List<ManifestEntry> removed,
    List<Rename> renamed,
    List<Change> modeChanged) {
  private static final int SAME = 100;

  /** Many equal files, such as empty ones, must not make the pairing quadratic. */
  private static final int MOST_ALTERNATIVES = 100;

  /** An entry before and after. */
  public record Change(ManifestEntry before, ManifestEntry after) {
    /** Whether a file became a link or a submodule, or back. */
    public boolean isOfKind() {
      return !kind(before).equals(kind(after));
    }
  }

  /**
   * An entry that moved.
   *
   * @param similarity percent, 100 for the same content
   */
  public record Rename(ManifestEntry before, ManifestEntry after, int similarity) {}

  public ManifestDiff {
    added = List.copyOf(added);
    modified = List.copyOf(modified);
    removed = List.copyOf(removed);
    renamed = List.copyOf(renamed);
    modeChanged = List.copyOf(modeChanged);
  }

  /** True when both snapshots are the same. */
  public boolean isEmpty() {
    return added.isEmpty()
        && modified.isEmpty()
        && removed.isEmpty()
        && renamed.isEmpty()
        && modeChanged.isEmpty();
  }

  /** Linear in the entries of both sides. */
  public static ManifestDiff between(Manifest before, Manifest after) {
    List<ManifestEntry> appeared = new ArrayList<>();
    List<ManifestEntry> gone = new ArrayList<>();
    List<Change> modified = new ArrayList<>();
    List<Change> modeChanged = new ArrayList<>();
    List<ManifestEntry> left = before.entries();
    List<ManifestEntry> right = after.entries();
    int l = 0;
    int r = 0;
    while (l < left.size() || r < right.size()) {
      int order = order(left, l, right, r);
      if (order < 0) {
        gone.add(left.get(l++));
      } else if (order > 0) {
        appeared.add(right.get(r++));
      } else {
        Change change = new Change(left.get(l++), right.get(r++));
        if (!sameContent(change)) {
          modified.add(change);
        } else if (!change.before().mode().equals(change.after().mode())) {
          modeChanged.add(change);
        }
      }
    }
    return pairRenames(gone, appeared, modified, modeChanged);
  }

  private static int order(List<ManifestEntry> left, int l, List<ManifestEntry> right, int r) {
    if (l == left.size()) {
      return 1;
    }
    return r == right.size() ? -1 : left.get(l).path().compareTo(right.get(r).path());
  }

  /** A content whose hash is unknown on both sides is taken as the same when its size is. */
  private static boolean sameContent(Change change) {
    ManifestEntry before = change.before();
    ManifestEntry after = change.after();
    return kind(before).equals(kind(after))
        && before.contentHash().equals(after.contentHash())
        && (!after.contentHash().isEmpty() || before.size() == after.size());
  }

  private static ManifestDiff pairRenames(
      List<ManifestEntry> gone,
      List<ManifestEntry> appeared,
      List<Change> modified,
      List<Change> modeChanged) {
    Map<String, List<ManifestEntry>> byContent = new HashMap<>();
    for (ManifestEntry entry : gone) {
      byContent.computeIfAbsent(content(entry), key -> new ArrayList<>()).add(entry);
    }
    List<ManifestEntry> added = new ArrayList<>();
    List<Rename> renamed = new ArrayList<>();
    Set<ManifestEntry> moved = new HashSet<>();
    for (ManifestEntry entry : appeared) {
      List<ManifestEntry> sources = byContent.getOrDefault(content(entry), List.of());
      if (entry.contentHash().isEmpty() || sources.isEmpty()) {
        added.add(entry);
        continue;
      }
      ManifestEntry source = source(sources, name(entry));
      sources.remove(source);
      moved.add(source);
      renamed.add(new Rename(source, entry, SAME));
    }
    List<ManifestEntry> removed = gone.stream().filter(entry -> !moved.contains(entry)).toList();
    return new ManifestDiff(added, modified, removed, renamed, modeChanged);
  }

  /** The first of that name among so many as git looks at, else the first. */
  private static ManifestEntry source(List<ManifestEntry> sources, String name) {
    return sources.stream()
        .limit(MOST_ALTERNATIVES)
        .filter(source -> name(source).equals(name))
        .findFirst()
        .orElse(sources.get(0));
  }

  /** An entry's last name. */
  static String name(ManifestEntry entry) {
    return entry.path().substring(entry.path().lastIndexOf('/') + 1);
  }

  private static String content(ManifestEntry entry) {
    return kind(entry) + entry.contentHash();
  }

  /** The file type in git's mode: {@code 100} file, {@code 120} link, {@code 160} submodule. */
  private static String kind(ManifestEntry entry) {
    return entry.mode().substring(0, 3);
  }
}
