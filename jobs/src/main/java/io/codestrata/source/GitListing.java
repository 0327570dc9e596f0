package io.codestrata.source;

import io.codestrata.merkle.ManifestEntry;
import io.codestrata.rules.Disposition;
import io.codestrata.rules.Skip;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.FileMode;

/**
 * Lists a commit's tree. Reads trees and the sizes of blobs, and no blob but ignore and attribute
 * files. Looks into no folder that is left out whole.
 */
final class GitListing {
  /** Deeper trees are made to exhaust a reader; the deepest of the repositories we know is 20. */
  static final int MAX_DEPTH = 256;

  private final SourceRules rules;
  private final GitObjects objects;
  private final Listing listing;
  private final Deque<Folder> pending = new ArrayDeque<>();

  GitListing(Repository repository, SourceRules rules, GitObjects objects) {
    this.rules = rules;
    this.objects = objects;
    this.listing = new Listing(repository.origin());
  }

  static String treeId(Repository repository) throws SourceException {
    try (GitObjects objects = GitObjects.open(Path.of(repository.location()))) {
      return objects.tree(repository.revision());
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
  }

  static RepositoryListing list(Repository repository, SourceRules rules, Consumer<String> notes)
      throws SourceException {
    try (GitObjects objects = GitObjects.open(Path.of(repository.location()))) {
      return new GitListing(repository, rules, objects)
          .list(objects.tree(repository.revision()), FolderRules.above(rules, false, notes));
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
  }

  private RepositoryListing list(String tree, FolderRules above)
      throws SourceException, IOException {
    pending.push(new Folder(tree, "", 0, above));
    while (!pending.isEmpty()) {
      Folder folder = pending.pop();
      List<GitEntry> entries = objects.entries(folder.path, folder.tree);
      FolderRules folderRules = folder.above.enter(folder.path, name -> ruleFile(entries, name));
      Optional<Skip> leftOut = folderRules.leftOut();
      if (leftOut.isPresent()) {
        listing.add(
            new ManifestEntry(folder.path, ListedFile.FOLDER_MODE, folder.tree, 0),
            Disposition.skipped(leftOut.get()));
        continue;
      }
      for (GitEntry entry : entries) {
        add(folder, entry, folderRules);
      }
    }
    return new RepositoryListing(listing.files(), above.ruleFilesFingerprint(), above.isUniform());
  }

  private void add(Folder folder, GitEntry entry, FolderRules folderRules) throws SourceException {
    Optional<String> safe = SafePath.of(entry.rawPath());
    String path = safe.orElseGet(() -> SafePath.escaped(entry.rawPath()));
    if (safe.isEmpty() || folder.depth > MAX_DEPTH) {
      listing.skip(entry.manifest(path, 0), ListedFile.UNSAFE_PATH);
    } else if (entry.isFolder()) {
      pending.push(new Folder(entry.id(), path, folder.depth + 1, folderRules));
    } else {
      addFile(listing, entry, path, folderRules);
    }
  }

  /** Adds an entry that is no tree and whose path is plain. */
  void addFile(Listing listing, GitEntry entry, String path, FolderRules folderRules)
      throws SourceException {
    if (entry.mode().equals(FileMode.GITLINK)) {
      listing.skip(entry.manifest(path, 0), ListedFile.SUBMODULE);
    } else {
      ManifestEntry manifest = entry.manifest(path, size(entry.id()));
      if (entry.mode().equals(FileMode.SYMLINK)) {
        listing.skip(manifest, ListedFile.SYMLINK);
      } else if (!entry.isFile()) {
        listing.skip(manifest, ListedFile.SPECIAL_FILE);
      } else {
        Disposition disposition = folderRules.ofFile(path);
        if (manifest.size() > rules.maxFileBytes() && disposition.skip().isEmpty()) {
          listing.skip(manifest, ListedFile.TOO_LARGE);
        } else {
          listing.add(manifest, disposition);
        }
      }
    }
  }

  /** Absent or damaged, it says nothing; reading it fails later, as that one file's failure. */
  Optional<byte[]> ruleFile(List<GitEntry> entries, String name) {
    for (GitEntry entry : entries) {
      if (entry.isFile() && entry.isNamed(name)) {
        try {
          return Optional.of(objects.read(entry.id(), RuleFile.MAX_BYTES));
        } catch (LargeBlobException e) {
          return Optional.of(new byte[RuleFile.MAX_BYTES + 1]);
        } catch (IOException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** A tree still to be listed, and what holds in the one above. */
  private record Folder(String tree, String path, int depth, FolderRules above) {}

  /**
   * 0 where the object is absent or damaged: reading it fails later, as that one file's failure.
   */
  private long size(String blob) {
    try {
      return objects.size(blob);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The files in the order in which their blobs are fastest to read. */
  static List<ListedFile> inReadingOrder(Repository repository, List<ListedFile> files)
      throws SourceException {
    try (GitObjects objects = GitObjects.open(Path.of(repository.location()))) {
      return objects.inReadingOrder(files);
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
  }
}
