package io.codestrata.source;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.codestrata.merkle.ManifestEntry;
import io.codestrata.rules.Disposition;
import io.codestrata.rules.Disposition.Reading;
import io.codestrata.rules.Skip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the files below a folder as they stand on disk, less {@code .git} and folders the caller
 * excludes. Follows no symbolic link. Reads ignore and attribute files only, and looks into no
 * folder that is left out whole.
 */
final class FolderListing {
  private static final Logger LOG = LoggerFactory.getLogger(FolderListing.class);

  private final Path root;
  private final long maxFileBytes;
  private final Set<Path> excluded;
  private final Listing listing;
  private final FolderReader reader;
  private final Optional<FolderHashes> hashes;
  private final Deque<Folder> pending = new ArrayDeque<>();

  private FolderListing(
      Repository repository, SourceRules rules, List<Path> excluded, Optional<FolderHashes> hashes)
      throws IOException {
    this.hashes = hashes;
    this.root = Path.of(repository.location());
    this.maxFileBytes = rules.maxFileBytes();
    this.excluded = realPaths(excluded);
    this.listing = new Listing(repository.origin());
    this.reader = new FolderReader(repository, RuleFile.MAX_BYTES + 1L);
  }

  /**
   * @param hashes what is known of files by how they look, if that is to be trusted
   */
  static RepositoryListing list(
      Repository repository,
      SourceRules rules,
      List<Path> excluded,
      Optional<FolderHashes> hashes,
      Consumer<String> notes)
      throws SourceException {
    try {
      FolderRules above = FolderRules.above(rules, true, notes);
      return new FolderListing(repository, rules, excluded, hashes).list(above);
    } catch (IOException e) {
      throw SourceErrors.unlistable(Path.of(repository.location()), e);
    }
  }

  private RepositoryListing list(FolderRules above) throws SourceException {
    pending.push(new Folder(root, "", above));
    while (!pending.isEmpty()) {
      Folder folder = pending.pop();
      FolderRules rules = folder.above.enter(folder.relative, name -> ruleFile(folder, name));
      Optional<Skip> leftOut = rules.leftOut();
      if (leftOut.isPresent()) {
        listing.add(entry(folder), Disposition.skipped(leftOut.get()));
        continue;
      }
      try {
        listOne(folder, rules);
      } catch (IOException | DirectoryIteratorException e) {
        if (folder.relative.isEmpty()) {
          throw e instanceof AccessDeniedException
              ? SourceErrors.unreadable(root)
              : SourceErrors.unlistable(root, e);
        }
        listing.skip(entry(folder), ListedFile.UNREADABLE);
      }
    }
    return new RepositoryListing(listing.files(), above.ruleFilesFingerprint(), above.isUniform());
  }

  private static ManifestEntry entry(Folder folder) {
    return new ManifestEntry(folder.relative, ListedFile.FOLDER_MODE, "", 0);
  }

  /**
   * All names are read before any is listed, so a folder that fails leaves no entry but its own.
   */
  private void listOne(Folder folder, FolderRules rules) throws SourceException, IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(folder.path)) {
      names.forEach(children::add);
    }
    for (Path child : children) {
      String name = child.getFileName().toString();
      if (name.equals(Constants.DOT_GIT) || excluded.contains(child)) {
        continue;
      }
      String path = folder.relative.isEmpty() ? name : folder.relative + "/" + name;
      BasicFileAttributes attributes;
      try {
        attributes = attributes(child);
      } catch (IOException e) {
        if (Files.exists(child, NOFOLLOW_LINKS)) {
          // Reading it fails later, as that one file's failure.
          listing.add(
              new ManifestEntry(path, "100644", "", 0), Disposition.read(Reading.PLAIN, ""));
        }
        continue;
      }
      add(child, path, attributes, rules);
    }
  }

  private void add(Path file, String path, BasicFileAttributes attributes, FolderRules rules)
      throws SourceException {
    boolean directory = attributes.isDirectory();
    long size = directory ? 0 : attributes.size();
    if (!SafePath.isSafe(path)) {
      byte[] raw = path.getBytes(StandardCharsets.UTF_8);
      String mode = directory ? ListedFile.FOLDER_MODE : "100644";
      listing.skip(
          new ManifestEntry(SafePath.escaped(raw), mode, "", size), ListedFile.UNSAFE_PATH);
    } else if (directory) {
      pending.push(new Folder(file, path, rules));
    } else if (attributes.isSymbolicLink()) {
      listing.skip(new ManifestEntry(path, "120000", "", size), ListedFile.SYMLINK);
    } else if (!attributes.isRegularFile()) {
      listing.skip(new ManifestEntry(path, "100644", "", 0), ListedFile.SPECIAL_FILE);
    } else {
      Disposition disposition = rules.ofFile(path);
      ManifestEntry entry = new ManifestEntry(path, mode(attributes), "", size);
      if (disposition.skip().isPresent()) {
        listing.add(entry, disposition);
      } else if (size > maxFileBytes) {
        listing.skip(entry, ListedFile.TOO_LARGE);
      } else {
        String hash = hashes.map(known -> known.ask(path, attributes)).orElse("");
        listing.add(new ManifestEntry(path, entry.mode(), hash, size), disposition);
      }
    }
  }

  /** Absent, or unreadable and then listed as a file that fails, it says nothing. */
  private Optional<byte[]> ruleFile(Folder folder, String name) {
    Path file = folder.path.resolve(name);
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        return Optional.empty();
      }
      if (attributes.size() > RuleFile.MAX_BYTES) {
        return Optional.of(new byte[RuleFile.MAX_BYTES + 1]);
      }
      String path = folder.relative.isEmpty() ? name : folder.relative + "/" + name;
      return Optional.of(reader.read(path, ""));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    try {
      return Files.readAttributes(file, PosixFileAttributes.class, NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException e) {
      return Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
    }
  }

  private static String mode(BasicFileAttributes attributes) {
    boolean executable =
        attributes instanceof PosixFileAttributes posix
            && posix.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
    return executable ? "100755" : "100644";
  }

  private static Set<Path> realPaths(List<Path> paths) {
    Set<Path> real = new HashSet<>();
    for (Path path : paths) {
      real.add(path.toAbsolutePath().normalize());
      try {
        real.add(path.toRealPath());
      } catch (IOException e) {
        LOG.debug("{} does not exist yet", path, e);
      }
    }
    return real;
  }

  /** A folder still to be listed, its path within the root, and what holds in the one above. */
  private record Folder(Path path, String relative, FolderRules above) {}
}
