package io.codestrata.source;

import io.codestrata.merkle.ManifestEntry;
import io.codestrata.rules.Disposition;
import io.codestrata.rules.Skip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Constants;

/**
 * Lists an archive's entries by the rules of a folder: less {@code .git}, links, devices and paths
 * that are not plain, and with its ignore and attribute files obeyed.
 */
final class ArchiveListing {
  private static final int MAX_DEPTH = 256;

  private final SourceRules rules;
  private final ContentReader reader;
  private final Listing listing;
  private final Map<String, Folder> folders = new HashMap<>();

  /** What lies in a folder; names of folders are full paths. */
  private record Folder(List<ArchivedFile> files, Set<String> folders) {
    Folder() {
      this(new ArrayList<>(), new TreeSet<>());
    }
  }

  /** A folder still to be listed, and what holds in the one above. */
  private record Pending(String path, FolderRules above) {}

  private ArchiveListing(Repository repository, SourceRules rules, ContentReader reader) {
    this.rules = rules;
    this.reader = reader;
    this.listing = new Listing(repository.origin());
    folders.put("", new Folder());
  }

  /**
   * @param reader of the same archive, for ignore and attribute files
   */
  static RepositoryListing list(
      Repository repository,
      List<ArchivedFile> entries,
      SourceRules rules,
      ContentReader reader,
      Consumer<String> notes)
      throws SourceException {
    ArchiveListing listing = new ArchiveListing(repository, rules, reader);
    for (ArchivedFile entry : entries) {
      listing.place(entry);
    }
    return listing.list(FolderRules.above(rules, true, notes));
  }

  private void place(ArchivedFile entry) throws SourceException {
    String path = entry.path();
    if (!SafePath.isSafe(path) || path.chars().filter(c -> c == '/').count() > MAX_DEPTH) {
      String escaped = SafePath.escaped(path.getBytes(StandardCharsets.UTF_8));
      listing.skip(new ManifestEntry(escaped, "100644", "", entry.size()), ListedFile.UNSAFE_PATH);
    } else if (!("/" + path + "/").contains("/" + Constants.DOT_GIT + "/")) {
      folder(parent(path)).files.add(entry);
    }
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** Made with all above it when first named: an archive need not list its folders. */
  private Folder folder(String path) {
    Folder folder = folders.get(path);
    if (folder == null) {
      folder = new Folder();
      folders.put(path, folder);
      folder(parent(path)).folders.add(path);
    }
    return folder;
  }

  private RepositoryListing list(FolderRules above) throws SourceException {
    Deque<Pending> pending = new ArrayDeque<>(List.of(new Pending("", above)));
    while (!pending.isEmpty()) {
      Pending next = pending.pop();
      Folder folder = folders.get(next.path);
      FolderRules here = next.above.enter(next.path, name -> ruleFile(folder, name));
      Optional<Skip> leftOut = here.leftOut();
      if (leftOut.isPresent()) {
        listing.add(
            new ManifestEntry(next.path, ListedFile.FOLDER_MODE, "", 0),
            Disposition.skipped(leftOut.get()));
        continue;
      }
      for (ArchivedFile file : folder.files) {
        add(file, here);
      }
      folder.folders.forEach(path -> pending.push(new Pending(path, here)));
    }
    return new RepositoryListing(listing.files(), above.ruleFilesFingerprint(), above.isUniform());
  }

  private void add(ArchivedFile file, FolderRules here) throws SourceException {
    String mode = file.executable() ? "100755" : "100644";
    switch (file.kind()) {
      case LINK ->
          listing.skip(
              new ManifestEntry(file.path(), "120000", "", file.size()), ListedFile.SYMLINK);
      case SPECIAL ->
          listing.skip(new ManifestEntry(file.path(), "100644", "", 0), ListedFile.SPECIAL_FILE);
      case FILE -> {
        ManifestEntry entry = new ManifestEntry(file.path(), mode, "", file.size());
        Disposition disposition = here.ofFile(file.path());
        if (file.size() > rules.maxFileBytes() && disposition.skip().isEmpty()) {
          listing.skip(entry, ListedFile.TOO_LARGE);
        } else {
          listing.add(entry, disposition);
        }
      }
    }
  }

  /** Absent or unreadable, it says nothing; reading it fails later, as that one file's failure. */
  private Optional<byte[]> ruleFile(Folder folder, String name) {
    for (ArchivedFile file : folder.files) {
      String path = file.path();
      if (file.kind() == ArchivedFile.Kind.FILE
          && path.endsWith(name)
          && path.substring(path.lastIndexOf('/') + 1).equals(name)) {
        if (file.size() > RuleFile.MAX_BYTES) {
          return Optional.of(new byte[RuleFile.MAX_BYTES + 1]);
        }
        try {
          return Optional.of(reader.read(path, ""));
        } catch (IOException | RuntimeException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
