package io.codestrata.job;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.codestrata.source.SourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A path and the repository it lies in: the nearest git work tree above it, else the folder itself.
 *
 * @param file absolute; a symbolic link stands for itself
 * @param root of the repository
 * @param kind how the repository is read
 */
record ExplainedPath(Path file, Path root, SourceKind kind) {

  /**
   * @param named the root, where the user says it
   * @throws JobException where neither the file nor a repository above it exists
   */
  static ExplainedPath of(Path path, SourceKind kind, Optional<Path> named) throws JobException {
    Path absolute = path.toAbsolutePath().normalize();
    Path file = Files.isSymbolicLink(absolute) ? throughParent(absolute) : real(absolute);
    Path start = Files.isDirectory(file, NOFOLLOW_LINKS) ? file : file.getParent();
    Optional<Path> root =
        named.map(folder -> real(folder.toAbsolutePath().normalize())).or(() -> workTree(start));
    if (root.isEmpty() && !Files.exists(file, NOFOLLOW_LINKS)) {
      throw JobErrors.noSuchFile(file);
    }
    Path found = root.orElse(start);
    if (!file.startsWith(found)) {
      throw JobErrors.outside(file, found);
    }
    SourceKind told = isWorkTree(found) ? SourceKind.GIT : SourceKind.FOLDER;
    return new ExplainedPath(file, found, kind == SourceKind.AUTO ? told : kind);
  }

  private static Optional<Path> workTree(Path start) {
    return Stream.iterate(start, Objects::nonNull, Path::getParent)
        .filter(ExplainedPath::isWorkTree)
        .findFirst();
  }

  private static boolean isWorkTree(Path folder) {
    return Files.exists(folder.resolve(".git"));
  }

  boolean exists() {
    return Files.exists(file, NOFOLLOW_LINKS);
  }

  /** From the root, {@code /} between names; empty for the root itself. */
  String path() {
    return root.relativize(file).toString();
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.getParent() == null ? path : throughParent(path);
    }
  }

  /** The real folder's file of that name, itself maybe absent or a link. */
  private static Path throughParent(Path path) {
    return real(path.getParent()).resolve(path.getFileName());
  }
}
