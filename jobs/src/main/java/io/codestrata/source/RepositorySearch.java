package io.codestrata.source;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.util.FS;

/**
 * Finds every git repository below a folder, bare ones too. Looks into none it has found, so
 * submodules and vendored clones are left to whoever names them. Follows no links.
 */
public final class RepositorySearch {
  private RepositorySearch() {}

  /**
   * An entry each, in order of their paths.
   *
   * @param excluded absolute; not looked into, such as the data folder with its clones
   * @param notes told of folders that cannot be read
   * @throws SourceException when the folder is none, or holds no repository
   */
  public static List<SourceEntry> below(
      Path folder, String ref, Path excluded, Consumer<String> notes) throws SourceException {
    if (!Files.isDirectory(folder)) {
      throw Files.exists(folder) ? SourceErrors.notAFolder(folder) : SourceErrors.missing(folder);
    }
    List<Path> found = new ArrayList<>();
    try {
      Path real = folder.toRealPath();
      Path left = Files.exists(excluded) ? excluded.toRealPath() : excluded;
      Files.walkFileTree(real, new Visitor(found, left, notes));
    } catch (IOException e) {
      throw SourceErrors.unlistable(folder, e);
    }
    if (found.isEmpty()) {
      throw SourceErrors.noRepositoryBelow(folder);
    }
    return found.stream()
        .sorted()
        .map(path -> SourceEntry.of(path.toString(), ref, SourceKind.GIT))
        .toList();
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final List<Path> found;
    private final Path excluded;
    private final Consumer<String> notes;

    Visitor(List<Path> found, Path excluded, Consumer<String> notes) {
      this.found = found;
      this.excluded = excluded;
      this.notes = notes;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (folder.equals(excluded)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      if (Files.exists(folder.resolve(Constants.DOT_GIT))
          || FileKey.isGitRepository(folder.toFile(), FS.DETECTED)) {
        found.add(folder);
        return FileVisitResult.SKIP_SUBTREE;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException failure) {
      notes.accept(SourceErrors.passedOver(path));
      return FileVisitResult.CONTINUE;
    }
  }
}
