package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.util.FS;

/** Resolves a repository on this machine's disks to one commit. Never writes to it. */
final class LocalGit {
  private static final String END = "--end-of-options";

  private LocalGit() {}

  /**
   * @param place an existing folder
   * @throws SourceException if it is no git repository, or none that can be read
   */
  static void check(RepositoryPlace place) throws SourceException {
    Path path = place.folder();
    String origin = place.origin();
    if (!isRepository(path)) {
      throw looksDamaged(path) ? SourceErrors.corrupt(origin, path, noHead()) : noRepository(path);
    }
    try (org.eclipse.jgit.lib.Repository git = open(path)) {
      boolean sha256 = GitStorage.isSha256(git);
      // JGit takes a HEAD that is a commit's id of SHA-256 for damage.
      boolean head =
          sha256
              ? Files.exists(git.getDirectory().toPath().resolve(Constants.HEAD))
              : git.exactRef(Constants.HEAD) != null;
      if (!head) {
        throw SourceErrors.corrupt(origin, path, noHead());
      }
      if (sha256 && !command(git).isReadable()) {
        throw SourceErrors.sha256(origin);
      }
    } catch (IOException e) {
      throw SourceErrors.corrupt(origin, path, e);
    }
  }

  /**
   * @throws SourceException if it has no such ref, or cannot be read
   */
  static Repository resolve(RepositoryPlace place, String ref) throws SourceException {
    try (org.eclipse.jgit.lib.Repository git = open(place.folder())) {
      return new Repository(
          place.id(),
          place.kind(),
          place.origin(),
          git.getCommonDirectory().getCanonicalPath(),
          ref,
          GitStorage.isSha256(git)
              ? commit(command(git), ref, place.origin())
              : commit(git, ref, place.origin()));
    } catch (IOException e) {
      throw SourceErrors.corrupt(place.origin(), place.folder(), e);
    }
  }

  /** As users name them, in order. */
  static SortedSet<String> branchesAndTags(RepositoryPlace place) throws SourceException {
    SortedSet<String> names = new TreeSet<>();
    try (org.eclipse.jgit.lib.Repository git = open(place.folder())) {
      if (GitStorage.isSha256(git)) {
        command(git)
            .run("for-each-ref", "--format=%(refname)", Constants.R_HEADS, Constants.R_TAGS)
            .out()
            .lines()
            .forEach(name -> names.add(org.eclipse.jgit.lib.Repository.shortenRefName(name)));
        return names;
      }
      for (Ref ref : git.getRefDatabase().getRefsByPrefix(Constants.R_HEADS, Constants.R_TAGS)) {
        names.add(org.eclipse.jgit.lib.Repository.shortenRefName(ref.getName()));
      }
      return names;
    } catch (IOException e) {
      throw SourceErrors.corrupt(place.origin(), place.folder(), e);
    }
  }

  private static org.eclipse.jgit.lib.Repository open(Path path) throws IOException {
    return isWorkTree(path) ? GitStorage.openWorkTree(path) : GitStorage.open(path);
  }

  /** Whether it looks like a work tree's root or a git directory. */
  static boolean isRepository(Path path) {
    return isWorkTree(path) || FileKey.isGitRepository(path.toFile(), FS.DETECTED);
  }

  private static boolean isWorkTree(Path path) {
    return Files.exists(path.resolve(Constants.DOT_GIT));
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

  /** The same by the git command. */
  private static String commit(LocalCommand git, String ref, String origin)
      throws SourceException, IOException {
    GitProcess said = git.run("rev-parse", "--verify", END, ref + "^{commit}");
    if (said.code() == 0) {
      return said.out().strip();
    }
    if (said.errors().contains("is ambiguous")) {
      throw SourceErrors.ambiguousRef(ref, origin);
    }
    GitProcess name = git.run("rev-parse", "--verify", "--symbolic-full-name", END, ref);
    if (!name.out().isBlank() && !said.errors().contains("expected commit type")) {
      throw new IOException(said.errors());
    }
    throw ref.equals(Constants.HEAD)
        ? SourceErrors.noCommits(origin)
        : SourceErrors.unknownRef(ref, origin);
  }

  private static LocalCommand command(org.eclipse.jgit.lib.Repository git) {
    return new LocalCommand(git.getDirectory().toPath());
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
