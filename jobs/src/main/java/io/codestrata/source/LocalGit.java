package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.util.FS;

/** Resolves a repository on this machine's disks to one commit. Never writes to it. */
final class LocalGit {
  private LocalGit() {}

  /**
   * @param path an existing folder, absolute: a work tree's root or a git directory
   * @throws SourceException if it is neither, has no such ref, or cannot be read
   */
  static Repository resolve(Path path, String ref, String id, String origin)
      throws SourceException {
    boolean workTree = Files.exists(path.resolve(Constants.DOT_GIT));
    if (!workTree && !FileKey.isGitRepository(path.toFile(), FS.DETECTED)) {
      throw looksDamaged(path) ? SourceErrors.corrupt(origin, path, noHead()) : noRepository(path);
    }
    try (org.eclipse.jgit.lib.Repository git =
        workTree ? GitStorage.openWorkTree(path) : GitStorage.open(path)) {
      String format = git.getConfig().getString("extensions", null, "objectformat");
      if ("sha256".equalsIgnoreCase(format)) {
        throw SourceErrors.sha256(origin);
      }
      if (git.exactRef(Constants.HEAD) == null) {
        throw SourceErrors.corrupt(origin, path, noHead());
      }
      String revision = commit(git, ref, origin);
      String location = git.getCommonDirectory().getCanonicalPath();
      return new Repository(id, Repository.Kind.GIT, origin, location, ref, revision);
    } catch (IOException e) {
      throw SourceErrors.corrupt(origin, path, e);
    }
  }

  private static String commit(org.eclipse.jgit.lib.Repository git, String ref, String origin)
      throws SourceException, IOException {
    ObjectId commit;
    try {
      commit = git.resolve(ref + "^{commit}");
    } catch (AmbiguousObjectException e) {
      throw SourceErrors.ambiguousRef(ref, origin);
    } catch (MissingObjectException e) {
      // A ref that leads to an absent object is damage; an id nobody has is a wrong argument.
      if (git.findRef(ref) != null) {
        throw e;
      }
      throw SourceErrors.unknownRef(ref, origin);
    } catch (RevisionSyntaxException | IncorrectObjectTypeException e) {
      throw SourceErrors.unknownRef(ref, origin);
    }
    if (commit != null) {
      return commit.name();
    }
    throw ref.equals(Constants.HEAD)
        ? SourceErrors.noCommits(origin)
        : SourceErrors.unknownRef(ref, origin);
  }

  private static IOException noHead() {
    return new IOException("HEAD is missing or malformed");
  }

  private static boolean looksDamaged(Path path) {
    return Files.isDirectory(path.resolve("objects")) && Files.isDirectory(path.resolve("refs"));
  }

  private static SourceException noRepository(Path path) {
    for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
      if (Files.exists(parent.resolve(Constants.DOT_GIT))) {
        return SourceErrors.inside(path, parent);
      }
      if (FileKey.isGitRepository(parent.toFile(), FS.DETECTED)) {
        return SourceErrors.inside(path, parent);
      }
    }
    return SourceErrors.notARepository(path);
  }
}
