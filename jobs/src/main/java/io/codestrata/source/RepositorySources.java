package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Turns what a user named into a repository at one revision, lists its files and opens them. The
 * driver resolves and lists; executors {@link #open}, and fetch clones ({@link CloneFetch}). A
 * repository on disk is never written to; one behind a URL is cloned, without a work tree, into the
 * clone cache, and stays there at least until {@link #releaseClones} or the end.
 */
public final class RepositorySources implements AutoCloseable {
  /** The ref meant where the user names none. */
  public static final String DEFAULT_REF = "HEAD";

  /** Most further refs of one repository: a pattern may mean every tag of a long history. */
  private static final int MOST_REFS = 1_000;

  private final CloneCache clones;
  private final Archives archives;
  private final HashFiles hashes;
  private final boolean trustTimes;
  private final Consumer<String> notes;

  /**
   * @param store where to keep what is fetched and found
   * @param notes told a line, without secrets, before what may take minutes, and of what is passed
   *     over
   */
  public RepositorySources(SourceStore store, Consumer<String> notes) {
    this(store, CloneFetch::run, notes);
  }

  /**
   * The same, with clones fetched elsewhere.
   *
   * @param runner of fetches, for several threads at a time; what it runs on writes the store's
   *     folder
   */
  public RepositorySources(SourceStore store, CloneFetch.Runner runner, Consumer<String> notes) {
    this(store, "git", runner, notes);
  }

  /** The same for what keeps nothing: paths on this machine. */
  public RepositorySources(Path folder, Consumer<String> notes) {
    this(SourceStore.in(folder), notes);
  }

  RepositorySources(SourceStore store, String gitCommand, Consumer<String> notes) {
    this(store, gitCommand, CloneFetch::run, notes);
  }

  private RepositorySources(
      SourceStore store, String gitCommand, CloneFetch.Runner runner, Consumer<String> notes) {
    this.clones = new CloneCache(store, gitCommand, runner, notes);
    this.archives = new Archives(store.temporary(), store.archiveBytes());
    this.hashes = new HashFiles(store.hashes());
    this.trustTimes = store.trustTimes();
    this.notes = notes;
  }

  /**
   * Finds the repository and fixes its revision. A URL is cloned, or its clone brought up to date.
   *
   * @param argument path of a work tree's root, of a git directory, of a folder or of an archive,
   *     or a git URL
   * @param ref branch, tag or commit; {@link #DEFAULT_REF} for what is checked out
   * @throws SourceException whatever stands in the way, with a remedy
   */
  public Repository resolve(String argument, String ref, SourceKind kind) throws SourceException {
    return at(find(argument, kind, List.of(ref)), ref);
  }

  /**
   * Finds the repository. A URL is cloned, or its clone brought up to date in all these refs.
   *
   * @param argument as of {@link #resolve}
   * @param refs that will be asked for, one at least; patterns too ({@link RefPatterns})
   * @throws SourceException as {@link #resolve} does, but for its ref
   */
  public RepositoryPlace find(String argument, SourceKind kind, List<String> refs)
      throws SourceException {
    if (argument.isBlank()) {
      throw SourceErrors.emptyArgument();
    }
    if (argument.startsWith("-")) {
      throw SourceErrors.looksLikeAnOption(argument);
    }
    Optional<Path> path = NamedPath.existing(argument);
    if (path.isEmpty()) {
      Optional<GitUrl> url = GitUrl.parse(argument);
      if (url.isPresent()) {
        return find(url.get(), kind, refs);
      }
    }
    Path named = NamedPath.of(argument);
    if (ArchiveFormat.of(named).isPresent() && Files.isRegularFile(named)) {
      return find(named, kind);
    }
    Path real = NamedPath.realFolder(named);
    String id = GitUrl.lastName(real.toString());
    if (kind != SourceKind.FOLDER) {
      return checked(new RepositoryPlace(id, Repository.Kind.GIT, real.toString(), real));
    }
    return new RepositoryPlace(id, Repository.Kind.FOLDER, real.toString(), real);
  }

  private RepositoryPlace find(Path archive, SourceKind kind) throws SourceException {
    if (kind == SourceKind.GIT) {
      throw SourceErrors.refOfAnArchive(archive);
    }
    if (!Files.isReadable(archive)) {
      throw SourceErrors.unreadable(archive);
    }
    try {
      Path real = archive.toRealPath();
      return new RepositoryPlace(
          GitUrl.lastName(real.toString()), Repository.Kind.ARCHIVE, real.toString(), real);
    } catch (IOException e) {
      throw SourceErrors.unlistable(archive, e);
    }
  }

  /** A pattern needs all branches and tags; else no more is fetched than is asked for. */
  private RepositoryPlace find(GitUrl url, SourceKind kind, List<String> refs)
      throws SourceException {
    if (kind == SourceKind.FOLDER) {
      throw SourceErrors.urlAsFolder(url.origin());
    }
    notes.accept("fetching " + url.origin());
    List<String> needed =
        refs.stream().filter(RefPatterns::isPattern).findFirst().map(List::of).orElse(refs);
    Path clone = clones.fetch(url, needed.get(0));
    for (String ref : needed.subList(1, needed.size())) {
      clone = clones.fetch(url, ref);
    }
    return checked(new RepositoryPlace(url.id(), Repository.Kind.GIT, url.origin(), clone));
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
    boolean archive = place.kind() == Repository.Kind.ARCHIVE;
    if (!ref.equals(DEFAULT_REF) && !ref.isEmpty()) {
      throw archive
          ? SourceErrors.refOfAnArchive(place.folder())
          : SourceErrors.refOfAFolder(ref, place.folder());
    }
    if (archive) {
      return archives.resolve(place.folder(), ArchiveFormat.of(place.folder()).orElseThrow());
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
        NamedPath.existing(argument).isPresent() ? Optional.empty() : GitUrl.parse(argument);
    return new SubmoduleSearch(place, url, clones, notes);
  }

  /**
   * All files of the revision, or all files now below the folder, and what is to be read of them.
   * Reads no content but that of ignore and attribute files. Content hashes are known of git's
   * files, and of a folder's where size and time are trusted.
   *
   * @param excluded absolute paths left out of a folder's listing with all below them, such as the
   *     data folder; a git tree holds none of them
   */
  public RepositoryListing list(Repository repository, SourceRules rules, List<Path> excluded)
      throws SourceException {
    return switch (repository.kind()) {
      case GIT -> GitListing.list(repository, rules, notes);
      case FOLDER -> FolderListing.list(repository, rules, excluded, known(repository), notes);
      case ARCHIVE -> archives.list(repository, rules, notes);
    };
  }

  private Optional<FolderHashes> known(Repository repository) {
    return trustTimes ? Optional.of(hashes.of(repository.origin())) : Optional.empty();
  }

  /**
   * Takes note of what reading a listed folder's files has told, if that is to be trusted later.
   *
   * @param contentHashes path to content hash, or to the empty string where it is not known
   */
  public void learn(Repository repository, UnaryOperator<String> contentHashes) {
    hashes.learn(repository.origin(), contentHashes);
  }

  /** Keeps for the next run what {@link #learn} was told. */
  public void keepLearned() {
    hashes.write();
  }

  /**
   * What differs from the tree of an earlier {@link #rootHash} that was listed by the same rules;
   * reads no more than that. Empty where only {@link #list} can tell, as for a folder.
   */
  public Optional<TreeChanges> changes(Repository repository, SourceRules rules, String before)
      throws SourceException {
    return switch (repository.kind()) {
      case GIT -> GitChanges.since(before, repository, rules, notes);
      case FOLDER, ARCHIVE -> Optional.empty();
    };
  }

  /**
   * The files in the order in which they are fastest to read: by place in the packs for git, as
   * given for others. Cut into ranges, each range is read front to back.
   */
  public List<ListedFile> inReadingOrder(Repository repository, List<ListedFile> files)
      throws SourceException {
    return switch (repository.kind()) {
      case GIT -> GitListing.inReadingOrder(repository, files);
      case FOLDER, ARCHIVE -> List.copyOf(files);
    };
  }

  /**
   * Git's tree id of the revision: equal ids mean equal files. The empty string for a folder and an
   * archive, whose hash is known only after the files are read ({@link
   * io.codestrata.merkle.MerkleTree}).
   */
  public String rootHash(Repository repository) throws SourceException {
    return switch (repository.kind()) {
      case GIT -> GitListing.treeId(repository);
      case FOLDER, ARCHIVE -> "";
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
      case ARCHIVE -> Archives.open(repository, maxFileBytes);
    };
  }

  /**
   * Deletes what is kept of an origin beside the lake: its clone, and hashes of its files.
   *
   * @return false where a run uses it, so that it stays
   */
  public boolean forget(String origin) throws SourceException {
    try {
      hashes.delete(origin);
    } catch (IOException e) {
      throw SourceErrors.hashes(origin, e);
    }
    Optional<GitUrl> url = GitUrl.parse(origin);
    return url.isEmpty() || clones.delete(url.get());
  }

  /**
   * Gives clones free that were fetched so far: they may be deleted from now on, and are where the
   * cache is above its limit.
   */
  public void releaseClones() {
    clones.release();
  }

  /** Gives all clones free. Deletes what was unpacked. */
  @Override
  public void close() {
    archives.close();
    clones.close();
  }
}
