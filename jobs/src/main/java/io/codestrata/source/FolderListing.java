package io.codestrata.source;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.codestrata.merkle.ManifestEntry;
import java.io.ByteArrayInputStream;
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
import java.util.Set;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.lib.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the files below a folder as they stand on disk, less what {@code .gitignore} files below it
 * leave out, {@code .git} itself, and folders the caller excludes. Follows no symbolic link. Reads
 * {@code .gitignore} files only.
 */
final class FolderListing {
  private static final Logger LOG = LoggerFactory.getLogger(FolderListing.class);

  private static final int MAX_IGNORE_FILE_BYTES = 1_000_000;

  private final Path root;
  private final long maxFileBytes;
  private final Set<Path> excluded;
  private final Listing listing;
  private final Deque<Folder> pending = new ArrayDeque<>();

  private FolderListing(Repository repository, long maxFileBytes, List<Path> excluded) {
    this.root = Path.of(repository.location());
    this.maxFileBytes = maxFileBytes;
    this.excluded = realPaths(excluded);
    this.listing = new Listing(repository.origin());
  }

  static List<ListedFile> list(Repository repository, long maxFileBytes, List<Path> excluded)
      throws SourceException {
    return new FolderListing(repository, maxFileBytes, excluded).list();
  }

  private List<ListedFile> list() throws SourceException {
    pending.push(new Folder(root, "", List.of()));
    while (!pending.isEmpty()) {
      Folder folder = pending.pop();
      try {
        listOne(folder);
      } catch (IOException | DirectoryIteratorException e) {
        if (folder.prefix.isEmpty()) {
          throw e instanceof AccessDeniedException
              ? SourceErrors.unreadable(root)
              : SourceErrors.unlistable(root, e);
        }
        String path = folder.prefix.substring(0, folder.prefix.length() - 1);
        listing.add(new ManifestEntry(path, "040000", "", 0), ListedFile.UNREADABLE);
      }
    }
    return listing.files();
  }

  /**
   * All names are read before any is listed, so a folder that fails leaves no entry but its own.
   */
  private void listOne(Folder folder) throws SourceException, IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(folder.path)) {
      names.forEach(children::add);
    }
    List<Rules> rules = rules(folder);
    for (Path child : children) {
      String name = child.getFileName().toString();
      if (name.equals(Constants.DOT_GIT) || excluded.contains(child)) {
        continue;
      }
      String path = folder.prefix + name;
      BasicFileAttributes attributes;
      try {
        attributes = attributes(child);
      } catch (IOException e) {
        if (Files.exists(child, NOFOLLOW_LINKS)) {
          listing.add(new ManifestEntry(path, "100644", "", 0), "");
        }
        continue;
      }
      if (!isIgnored(path, attributes.isDirectory(), rules)) {
        add(child, path, attributes, rules);
      }
    }
  }

  private void add(Path file, String path, BasicFileAttributes attributes, List<Rules> rules)
      throws SourceException {
    boolean directory = attributes.isDirectory();
    long size = directory ? 0 : attributes.size();
    if (!SafePath.isSafe(path)) {
      byte[] raw = path.getBytes(StandardCharsets.UTF_8);
      String mode = directory ? "040000" : "100644";
      listing.add(new ManifestEntry(SafePath.escaped(raw), mode, "", size), ListedFile.UNSAFE_PATH);
    } else if (directory) {
      pending.push(new Folder(file, path + "/", rules));
    } else if (attributes.isSymbolicLink()) {
      listing.add(new ManifestEntry(path, "120000", "", size), ListedFile.SYMLINK);
    } else if (!attributes.isRegularFile()) {
      listing.add(new ManifestEntry(path, "100644", "", 0), ListedFile.SPECIAL_FILE);
    } else {
      String skip = size > maxFileBytes ? ListedFile.TOO_LARGE : "";
      listing.add(new ManifestEntry(path, mode(attributes), "", size), skip);
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

  /** The folder's own rules first, then its parents': the nearest that says anything decides. */
  private static List<Rules> rules(Folder folder) {
    Path file = folder.path.resolve(Constants.DOT_GIT_IGNORE);
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
      if (!attributes.isRegularFile() || attributes.size() > MAX_IGNORE_FILE_BYTES) {
        return folder.rules;
      }
      IgnoreNode node = new IgnoreNode();
      node.parse(folder.prefix, new ByteArrayInputStream(Files.readAllBytes(file)));
      List<Rules> rules = new ArrayList<>();
      rules.add(new Rules(folder.prefix, node));
      rules.addAll(folder.rules);
      return List.copyOf(rules);
    } catch (IOException e) {
      return folder.rules; // absent, or unreadable and then listed as a file that fails
    }
  }

  private static boolean isIgnored(String path, boolean directory, List<Rules> rules) {
    for (Rules each : rules) {
      Boolean ignored = each.node.checkIgnored(path.substring(each.prefix.length()), directory);
      if (ignored != null) {
        return ignored;
      }
    }
    return false;
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

  /** A folder still to be listed, and the ignore rules of those above it, nearest first. */
  private record Folder(Path path, String prefix, List<Rules> rules) {}

  /** The rules of one {@code .gitignore}, which hold below prefix. */
  private record Rules(String prefix, IgnoreNode node) {}
}
