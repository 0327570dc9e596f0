package io.codestrata.source;

import io.codestrata.merkle.ManifestEntry;
import io.codestrata.rules.Disposition;
import io.codestrata.rules.Skip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Lists a commit's tree. Reads trees and the sizes of blobs, and no blob but ignore and attribute
 * files. Looks into no folder that is left out whole.
 */
final class GitListing {
  /** Deeper trees are made to exhaust a reader; the deepest of the repositories we know is 20. */
  static final int MAX_DEPTH = 256;

  private final SourceRules rules;
  private final ObjectReader objects;
  private final Listing listing;
  private final Deque<Folder> pending = new ArrayDeque<>();

  GitListing(Repository repository, SourceRules rules, ObjectReader objects) {
    this.rules = rules;
    this.objects = objects;
    this.listing = new Listing(repository.origin());
  }

  static String treeId(Repository repository) throws SourceException {
    try (org.eclipse.jgit.lib.Repository git = GitStorage.open(Path.of(repository.location()));
        RevWalk walk = new RevWalk(git)) {
      return walk.parseCommit(ObjectId.fromString(repository.revision())).getTree().name();
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
  }

  static RepositoryListing list(Repository repository, SourceRules rules, Consumer<String> notes)
      throws SourceException {
    try (org.eclipse.jgit.lib.Repository git = GitStorage.open(Path.of(repository.location()));
        ObjectReader objects = git.newObjectReader();
        RevWalk commits = new RevWalk(objects)) {
      ObjectId tree = commits.parseCommit(ObjectId.fromString(repository.revision())).getTree();
      return new GitListing(repository, rules, objects)
          .list(tree, FolderRules.above(rules, false, notes));
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
  }

  private RepositoryListing list(ObjectId tree, FolderRules above)
      throws SourceException, IOException {
    pending.push(new Folder(tree, "", 0, above));
    while (!pending.isEmpty()) {
      Folder folder = pending.pop();
      List<Entry> entries = entries(folder.path, folder.tree);
      FolderRules folderRules = folder.above.enter(folder.path, name -> ruleFile(entries, name));
      Optional<Skip> leftOut = folderRules.leftOut();
      if (leftOut.isPresent()) {
        listing.add(
            new ManifestEntry(folder.path, ListedFile.FOLDER_MODE, folder.tree.name(), 0),
            Disposition.skipped(leftOut.get()));
        continue;
      }
      for (Entry entry : entries) {
        add(folder, entry, folderRules);
      }
    }
    return new RepositoryListing(listing.files(), above.ruleFilesFingerprint(), above.isUniform());
  }

  /** A tree's entries, with their paths from the root. */
  List<Entry> entries(String path, ObjectId tree) throws IOException {
    List<Entry> entries = new ArrayList<>();
    byte[] prefix = path.getBytes(StandardCharsets.UTF_8);
    CanonicalTreeParser names = new CanonicalTreeParser(prefix, objects, tree);
    for (; !names.eof(); names.next(1)) {
      entries.add(
          new Entry(
              Arrays.copyOf(names.getEntryPathBuffer(), names.getEntryPathLength()),
              names.getEntryFileMode(),
              names.getEntryObjectId()));
    }
    return entries;
  }

  private void add(Folder folder, Entry entry, FolderRules folderRules) throws SourceException {
    Optional<String> safe = SafePath.of(entry.rawPath);
    String path = safe.orElseGet(() -> SafePath.escaped(entry.rawPath));
    if (safe.isEmpty() || folder.depth > MAX_DEPTH) {
      listing.skip(entry.manifest(path, 0), ListedFile.UNSAFE_PATH);
    } else if (entry.mode.equals(FileMode.TREE)) {
      pending.push(new Folder(entry.id, path, folder.depth + 1, folderRules));
    } else {
      addFile(listing, entry, path, folderRules);
    }
  }

  /** Adds an entry that is no tree and whose path is plain. */
  void addFile(Listing listing, Entry entry, String path, FolderRules folderRules)
      throws SourceException {
    if (entry.mode.equals(FileMode.GITLINK)) {
      listing.skip(entry.manifest(path, 0), ListedFile.SUBMODULE);
    } else {
      ManifestEntry manifest = entry.manifest(path, size(entry.id));
      if (entry.mode.equals(FileMode.SYMLINK)) {
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
  Optional<byte[]> ruleFile(List<Entry> entries, String name) {
    for (Entry entry : entries) {
      if (entry.isFile() && entry.isNamed(name)) {
        try {
          ObjectLoader blob = objects.open(entry.id, Constants.OBJ_BLOB);
          return Optional.of(
              blob.getSize() > RuleFile.MAX_BYTES
                  ? new byte[RuleFile.MAX_BYTES + 1]
                  : blob.getCachedBytes(RuleFile.MAX_BYTES));
        } catch (IOException | LargeObjectException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** A tree's entry; its path is from the root. */
  record Entry(byte[] rawPath, FileMode mode, ObjectId id) {
    boolean isFile() {
      return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
    }

    boolean isNamed(String name) {
      int start = rawPath.length - name.length();
      return (start == 0 || (start > 0 && rawPath[start - 1] == '/'))
          && new String(rawPath, start, name.length(), StandardCharsets.ISO_8859_1).equals(name);
    }

    ManifestEntry manifest(String path, long size) {
      return new ManifestEntry(path, octalMode(), id.name(), size);
    }

    String octalMode() {
      return "%06o".formatted(mode.getBits());
    }
  }

  /** A tree still to be listed, and what holds in the one above. */
  private record Folder(ObjectId tree, String path, int depth, FolderRules above) {}

  /**
   * 0 where the object is absent or damaged: reading it fails later, as that one file's failure.
   */
  private long size(ObjectId blob) {
    try {
      return objects.getObjectSize(blob, Constants.OBJ_BLOB);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The files in the order their blobs stand in the packs; loose and absent ones come first. */
  static List<ListedFile> inPackOrder(Repository repository, List<ListedFile> files)
      throws SourceException {
    record Placed(ListedFile file, int pack, long offset) {}
    List<Placed> placed = new ArrayList<>(files.size());
    try (org.eclipse.jgit.lib.Repository git = GitStorage.open(Path.of(repository.location()))) {
      List<Pack> packs = List.of();
      if (git.getObjectDatabase() instanceof ObjectDirectory directory) {
        packs = List.copyOf(directory.getPacks());
      }
      for (ListedFile file : files) {
        ObjectId blob = ObjectId.fromString(file.entry().contentHash());
        int pack = packs.size();
        long offset = -1;
        while (offset < 0 && --pack >= 0) {
          offset = packs.get(pack).getIndex().findOffset(blob);
        }
        placed.add(new Placed(file, pack, offset));
      }
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
    placed.sort(Comparator.comparingInt(Placed::pack).thenComparingLong(Placed::offset));
    return placed.stream().map(Placed::file).toList();
  }
}
