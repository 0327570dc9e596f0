package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Turns what a user named into a repository at one revision, lists its files and opens them. The
 * driver resolves and lists; executors only {@link #open}. A repository on disk is never written
 * to; one behind a URL is cloned, without a work tree, into the clone cache, and stays there at
 * least until this is closed.
 */
public final class RepositorySources implements AutoCloseable {
  /** The ref meant where the user names none. */
  public static final String DEFAULT_REF = "HEAD";

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
    this(store, "git", notes);
  }

  /** The same for what keeps nothing: paths on this machine. */
  public RepositorySources(Path folder, Consumer<String> notes) {
    this(SourceStore.in(folder), notes);
  }

  RepositorySources(SourceStore store, String gitCommand, Consumer<String> notes) {
    this.clones = new CloneCache(store, gitCommand, notes);
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
        return resolve(url.get(), ref, kind);
      }
    }
    Path named = path(argument);
    Optional<ArchiveFormat> archive = ArchiveFormat.of(named);
    if (archive.isPresent() && Files.isRegularFile(named)) {
      return resolve(named, archive.get(), ref, kind);
    }
    Path real = realFolder(named);
    String id = GitUrl.lastName(real.toString());
    if (kind != SourceKind.FOLDER) {
      return LocalGit.resolve(real, ref, id, real.toString());
    }
    if (!ref.equals(DEFAULT_REF) && !ref.isEmpty()) {
      throw SourceErrors.refOfAFolder(ref, real);
    }
    return new Repository(id, Repository.Kind.FOLDER, real.toString(), real.toString(), "", "");
  }

  private Repository resolve(Path archive, ArchiveFormat format, String ref, SourceKind kind)
      throws SourceException {
    if (kind == SourceKind.GIT || (!ref.equals(DEFAULT_REF) && !ref.isEmpty())) {
      throw SourceErrors.refOfAnArchive(archive);
    }
    if (!Files.isReadable(archive)) {
      throw SourceErrors.unreadable(archive);
    }
    try {
      return archives.resolve(archive.toRealPath(), format);
    } catch (IOException e) {
      throw SourceErrors.unlistable(archive, e);
    }
  }

  private Repository resolve(GitUrl url, String ref, SourceKind kind) throws SourceException {
    if (kind == SourceKind.FOLDER) {
      throw SourceErrors.urlAsFolder(url.origin());
    }
    notes.accept("fetching " + url.origin());
    return LocalGit.resolve(clones.fetch(url, ref), ref, url.id(), url.origin());
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
   * The files in the order in which they are fastest to read: by place in the packs for git, as
   * given for others. Cut into ranges, each range is read front to back.
   */
  public List<ListedFile> inReadingOrder(Repository repository, List<ListedFile> files)
      throws SourceException {
    return switch (repository.kind()) {
      case GIT -> GitListing.inPackOrder(repository, files);
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
   * Gives clones free that were fetched: they may be deleted from now on. Deletes what was
   * unpacked.
   */
  @Override
  public void close() {
    archives.close();
    clones.close();
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
