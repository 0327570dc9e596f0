package io.codestrata.merkle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A hash for every folder of a manifest, so that equal folders are found equal by one comparison.
 *
 * <p>A folder's hash is SHA-256 over its children one after the other, each child as the bytes
 *
 * <pre>mode ' ' name 0x00 hash 0x0a</pre>
 *
 * where mode is six ASCII octal digits ({@code 040000} for a folder), name is UTF-8 without its
 * parents, and hash is the file's content hash or the folder's own hash, in ASCII hex. Children
 * come in {@link String} order of their names, a folder's name counted with a {@code /} at its end
 * (git's order of trees). The empty manifest's root is SHA-256 of nothing. A name holds no NUL and
 * a hash no newline, so two different lists of children never give the same bytes. Sizes are not
 * hashed: the content hash determines them.
 *
 * <p>It is what a folder source has instead of git's tree id. The leaves are git's own names of
 * content, blob ids, so the two agree on what is the same: equal git trees have equal nodes here. A
 * node's value is not git's tree id (which is SHA-1 over {@code mode SP name NUL} and the raw id of
 * each child): it covers files that a listing renames or leaves out, and does not rest on SHA-1
 * above the leaves. In a repository whose objects are SHA-256 the leaves are its blob ids, of 64
 * digits, and nothing else differs.
 */
public final class MerkleTree {
  private final SortedMap<String, String> nodes;

  private MerkleTree(SortedMap<String, String> nodes) {
    this.nodes = Collections.unmodifiableSortedMap(nodes);
  }

  /** One pass: the entries below a folder stand together in path order. */
  public static MerkleTree of(Manifest manifest) {
    SortedMap<String, String> nodes = new TreeMap<>();
    Deque<Folder> open = new ArrayDeque<>();
    open.push(new Folder(""));
    for (ManifestEntry entry : manifest.entries()) {
      while (!open.element().holds(entry.path())) {
        close(open, nodes);
      }
      String path = entry.path();
      int from = open.element().prefix.length();
      for (int slash = path.indexOf('/', from); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        open.push(new Folder(path.substring(0, slash)));
      }
      open.element().add(entry.mode(), name(path), entry.contentHash());
    }
    while (!open.isEmpty()) {
      close(open, nodes);
    }
    return new MerkleTree(nodes);
  }

  /**
   * The hashes of folders that have changed, from all children of each and from the hashes of those
   * that have not: what {@link #of} gives for them, without the rest of the manifest.
   *
   * @param changed path to children, with every folder above one that has changed
   * @param known path to hash, as it was; a folder that is in neither is left out whole
   */
  public static SortedMap<String, String> update(
      SortedMap<String, List<FolderEntry>> changed, Map<String, String> known) {
    SortedMap<String, String> nodes = new TreeMap<>();
    // A folder's path is a prefix of those below, so these come first.
    List<String> deepestFirst = new ArrayList<>(changed.keySet());
    Collections.reverse(deepestFirst);
    for (String path : deepestFirst) {
      Folder folder = new Folder(path);
      SortedMap<String, FolderEntry> children = new TreeMap<>();
      for (FolderEntry child : changed.get(path)) {
        String below = folder.prefix + child.name();
        String hash = changed.containsKey(below) ? nodes.get(below) : known.get(below);
        if (child.isFolder() && hash != null) {
          children.put(child.name() + "/", new FolderEntry(child.name(), child.mode(), hash));
        } else {
          children.put(child.name(), child);
        }
      }
      children.values().forEach(child -> folder.add(child.mode(), child.name(), child.hash()));
      nodes.put(path, folder.hash());
    }
    return nodes;
  }

  /** Folder path ({@code ""} is the root) to its hash, 64 lower-case hex digits. */
  public SortedMap<String, String> nodes() {
    return nodes;
  }

  /** The whole manifest's hash. */
  public String root() {
    return nodes.get("");
  }

  private static void close(Deque<Folder> open, SortedMap<String, String> nodes) {
    Folder folder = open.pop();
    String hash = folder.hash();
    nodes.put(folder.path, hash);
    if (!open.isEmpty()) {
      open.element().add(FolderEntry.FOLDER_MODE, name(folder.path), hash);
    }
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A folder whose children are still coming. */
  private static final class Folder {
    private final String path;
    private final String prefix;
    private final MessageDigest children = ContentHash.digest("SHA-256");

    Folder(String path) {
      this.path = path;
      this.prefix = path.isEmpty() ? "" : path + "/";
    }

    boolean holds(String other) {
      return other.startsWith(prefix);
    }

    void add(String mode, String name, String hash) {
      children.update((mode + ' ' + name + '\0' + hash + '\n').getBytes(StandardCharsets.UTF_8));
    }

    String hash() {
      return HexFormat.of().formatHex(children.digest());
    }
  }
}
