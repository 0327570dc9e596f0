package io.codestrata.merkle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a repository holds at one moment: its entries in {@link String} order of their paths, each
 * path once, no path both a file and a folder. Immutable. Two manifests are the same snapshot
 * exactly when {@link MerkleTree#root()} of both agree.
 *
 * @param entries in path order
 */
public record Manifest(List<ManifestEntry> entries) {
  private static final Pattern MODE = Pattern.compile("[0-7]{6}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]*");

  /**
   * @throws IllegalArgumentException for entries out of order, a path twice, a path that is also a
   *     folder of another, a malformed path (empty names, {@code .}, {@code ..}, NUL, half a
   *     surrogate pair), mode (six octal digits) or hash (lower-case hex, or empty where unknown)
   */
  public Manifest {
    entries = List.copyOf(entries);
    Set<String> files = new HashSet<>(entries.size() * 2);
    String previous = "";
    for (ManifestEntry entry : entries) {
      String path = entry.path();
      check(previous.compareTo(path) < 0, "out of order or twice", path);
      check(isPath(path), "not a path inside a repository", path);
      check(MODE.matcher(entry.mode()).matches(), "mode is not six octal digits", path);
      check(HASH.matcher(entry.contentHash()).matches(), "hash is not lower-case hex", path);
      files.add(path);
      previous = path;
    }
    for (ManifestEntry entry : entries) {
      String path = entry.path();
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        check(!files.contains(path.substring(0, slash)), "its folder is also a file", path);
      }
    }
  }

  /** The same entries in any order. */
  public static Manifest of(Collection<ManifestEntry> entries) {
    List<ManifestEntry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparing(ManifestEntry::path));
    return new Manifest(sorted);
  }

  private static void check(boolean holds, String fault, String path) {
    if (!holds) {
      throw new IllegalArgumentException("bad manifest entry '" + path + "': " + fault);
    }
  }

  private static boolean isPath(String path) {
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        return false;
      }
      if (Character.isHighSurrogate(c)) {
        i++;
        if (i == path.length() || !Character.isLowSurrogate(path.charAt(i))) {
          return false;
        }
      }
    }
    for (int start = 0; start <= path.length(); ) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String name = path.substring(start, end);
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }
}
