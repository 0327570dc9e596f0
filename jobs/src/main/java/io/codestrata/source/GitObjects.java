package io.codestrata.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the objects of one git directory; no checkout, and never a write. For one thread. */
interface GitObjects extends AutoCloseable {
  /**
   * Opens a git directory (the folder with {@code objects}): by JGit, or where its ids are SHA-256,
   * which JGit 7.3 does not know, by the git command.
   */
  static GitObjects open(Path gitDirectory) throws IOException {
    org.eclipse.jgit.lib.Repository git = GitStorage.open(gitDirectory);
    if (!GitStorage.isSha256(git)) {
      return new JgitObjects(git);
    }
    git.close();
    return new CommandObjects(gitDirectory);
  }

  /**
   * The id of a commit's tree.
   *
   * @throws AbsentObjectException where there is no such commit
   */
  String tree(String commit) throws IOException;

  /**
   * A tree's entries in git's order.
   *
   * @param path the tree's, from the root
   * @throws AbsentObjectException where there is no such tree
   */
  List<GitEntry> entries(String path, String tree) throws IOException;

  /**
   * A blob's size in bytes.
   *
   * @throws AbsentObjectException where there is no such blob
   */
  long size(String blob) throws IOException;

  /**
   * A blob's bytes.
   *
   * @param mostBytes that it may have
   * @throws AbsentObjectException where there is no such blob
   * @throws LargeBlobException where it has more
   */
  byte[] read(String blob, long mostBytes) throws IOException;

  /** The files in the order in which their blobs are fastest to read. */
  List<ListedFile> inReadingOrder(List<ListedFile> files) throws IOException;

  @Override
  void close() throws IOException;

  /** The entry at a path below a tree; its own path is its name alone. */
  default Optional<GitEntry> find(String tree, String path) throws IOException {
    String folder = tree;
    Optional<GitEntry> found = Optional.empty();
    for (String name : path.split("/")) {
      if (found.isPresent()) {
        if (!found.get().isFolder()) {
          return Optional.empty();
        }
        folder = found.get().id();
      }
      byte[] raw = name.getBytes(StandardCharsets.UTF_8);
      found =
          entries("", folder).stream()
              .filter(entry -> Arrays.equals(entry.rawPath(), raw))
              .findFirst();
      if (found.isEmpty()) {
        return found;
      }
    }
    return found;
  }
}
