package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns what a user named into a repository at one revision, lists its files and opens them. The
 * driver resolves and lists; executors only {@link #open}. A repository on disk is never written
 * to; one behind a URL is cloned, without a work tree, into the clone cache.
 */
public final class RepositorySources {
  /** The ref meant where the user names none. */
  public static final String DEFAULT_REF = "HEAD";

  /** Most further refs of one repository: a pattern may mean every tag of a long history. */
  private static final int MOST_REFS = 1_000;

  private final CloneCache clones;
  private final Consumer<String> notes;

  /**
   * @param cloneCache folder for clones of URLs, made when first needed; executors must be able to
   *     read it
   * @param notes told a line, without secrets, before what may take minutes, and of what is passed
   *     over
   */
  public RepositorySources(Path cloneCache, Consumer<String> notes) {
    this(cloneCache, "git", notes);
  }

  RepositorySources(Path cloneCache, String gitCommand, Consumer<String> notes) {
    this.clones = new CloneCache(cloneCache.toAbsolutePath().normalize(), gitCommand);
    this.notes = notes;
  }

  /**
   * Finds the repository and fixes its revision. A URL is cloned, or its clone brought up to date.
   *
   * @param argument path of a work tree's root, of a git directory or of a folder, or a git URL
   * @param ref branch, tag or commit; {@link #DEFAULT_REF} for what is checked out
   * @throws SourceException whatever stands in the way, with a remedy
   */
  public Repository resolve(String argument, String ref, SourceKind kind) throws SourceException {
    return at(find(argument, kind), ref);
  }

  /**
   * Finds the repository. A URL is cloned, or its clone brought up to date: once for all its refs.
   *
   * @param argument as of {@link #resolve}
   * @throws SourceException as {@link #resolve} does, but for its ref
   */
  public RepositoryPlace find(String argument, SourceKind kind) throws SourceException {
    if (argument.isBlank()) {
      throw SourceErrors.emptyArgument();
    }
    if (argument.startsWith("-")) {
      throw SourceErrors.looksLikeAnOption(argument);
    }
    Optional<Path> path = existing(argument);
    if (path.isEmpty()) {
      Optional<GitUrl> url = GitUrl.parse(argument);
      if (url.isPresent()) {
        return find(url.get(), kind);
      }
    }
    Path named = path(argument);
    Path real = realFolder(named);
    String id = GitUrl.lastName(real.toString());
    if (kind != SourceKind.FOLDER) {
      return checked(new RepositoryPlace(id, Repository.Kind.GIT, real.toString(), real));
    }
    return new RepositoryPlace(id, Repository.Kind.FOLDER, real.toString(), real);
  }

  private RepositoryPlace find(GitUrl url, SourceKind kind) throws SourceException {
    if (kind == SourceKind.FOLDER) {
      throw SourceErrors.urlAsFolder(url.origin());
    }
    notes.accept("fetching " + url.origin());
    return checked(
        new RepositoryPlace(url.id(), Repository.Kind.GIT, url.origin(), clones.fetch(url)));
  }

  private static RepositoryPlace checked(RepositoryPlace place) throws SourceException {
    LocalGit.check(place);
    return place;
  }

  /**
   * The repository at the revision a ref has now.
   *
   * @param ref branch, tag or commit; {@link #DEFAULT_REF} for what is checked out
   * @throws SourceException if there is no such ref, or it cannot be read
   */
  public Repository at(RepositoryPlace place, String ref) throws SourceException {
    if (place.kind() == Repository.Kind.GIT) {
      return LocalGit.resolve(place, ref);
    }
    if (!ref.equals(DEFAULT_REF) && !ref.isEmpty()) {
      throw SourceErrors.refOfAFolder(ref, place.folder());
    }
    String folder = place.folder().toString();
    return new Repository(place.id(), place.kind(), place.origin(), folder, "", "");
  }

  /**
   * These refs with each pattern ({@link RefPatterns}) replaced by the branches and tags it means;
   * one that means none is told.
   *
   * @throws SourceException if they are too many, or cannot be read
   */
  public List<String> refs(RepositoryPlace place, List<String> named) throws SourceException {
    if (place.kind() != Repository.Kind.GIT || named.stream().noneMatch(RefPatterns::isPattern)) {
      return named;
    }
    List<String> refs =
        RefPatterns.expand(
            named,
            LocalGit.branchesAndTags(place),
            pattern -> notes.accept(SourceErrors.unmatched(pattern, place.origin())));
    if (refs.size() > MOST_REFS) {
      throw SourceErrors.tooManyRefs(place.origin(), refs.size(), MOST_REFS);
    }
    return refs;
  }

  /**
   * Looks for submodules of a repository's revisions.
   *
   * @param argument by which the place was found
   */
  public SubmoduleSearch submodules(RepositoryPlace place, String argument) throws SourceException {
    Optional<GitUrl> url =
        existing(argument).isPresent() ? Optional.empty() : GitUrl.parse(argument);
    return new SubmoduleSearch(place, url, clones, notes);
  }

  /**
   * All files of the revision, or all files now below the folder, and what is to be read of them.
   * Reads no content but that of ignore and attribute files.
   *
   * @param excluded absolute paths left out of a folder's listing with all below them, such as the
   *     data folder; a git tree holds none of them
   */
  public RepositoryListing list(Repository repository, SourceRules rules, List<Path> excluded)
      throws SourceException {
    return switch (repository.kind()) {
      case GIT -> GitListing.list(repository, rules, notes);
      case FOLDER -> FolderListing.list(repository, rules, excluded, notes);
    };
  }

  /**
   * What differs from the tree of an earlier {@link #rootHash} that was listed by the same rules;
   * reads no more than that. Empty where only {@link #list} can tell, as for a folder.
   */
  public Optional<TreeChanges> changes(Repository repository, SourceRules rules, String before)
      throws SourceException {
    return switch (repository.kind()) {
      case GIT -> GitChanges.since(before, repository, rules, notes);
      case FOLDER -> Optional.empty();
    };
  }

  /**
   * The files in the order in which they are fastest to read: by place in the packs for git, as
   * given for a folder. Cut into ranges, each range is read front to back.
   */
  public List<ListedFile> inReadingOrder(Repository repository, List<ListedFile> files)
      throws SourceException {
    return switch (repository.kind()) {
      case GIT -> GitListing.inPackOrder(repository, files);
      case FOLDER -> List.copyOf(files);
    };
  }

  /**
   * Git's tree id of the revision: equal ids mean equal files. The empty string for a folder, whose
   * hash is known only after its files are read ({@link io.codestrata.merkle.MerkleTree}).
   */
  public String rootHash(Repository repository) throws SourceException {
    return switch (repository.kind()) {
      case GIT -> GitListing.treeId(repository);
      case FOLDER -> "";
    };
  }

  /**
   * Opens the revision's contents; called inside a partition, closed by the caller.
   *
   * @param maxFileBytes reading a larger file fails
   */
  public static ContentReader open(Repository repository, long maxFileBytes) throws IOException {
    return switch (repository.kind()) {
      case GIT -> new GitReader(repository, maxFileBytes);
      case FOLDER -> new FolderReader(repository, maxFileBytes);
    };
  }

  /** A path that exists wins over a URL of the same spelling. */
  private static Optional<Path> existing(String argument) {
    try {
      return Optional.of(Path.of(argument)).filter(Files::exists);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Path path(String argument) throws SourceException {
    try {
      return Path.of(argument).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw SourceErrors.badPath(argument);
    }
  }

  private static Path realFolder(Path path) throws SourceException {
    if (!Files.exists(path)) {
      throw SourceErrors.missing(path);
    }
    if (!Files.isDirectory(path)) {
      throw SourceErrors.notAFolder(path);
    }
    if (!Files.isReadable(path) || !Files.isExecutable(path)) {
      throw SourceErrors.unreadable(path);
    }
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw SourceErrors.unlistable(path, e);
    }
  }
}
