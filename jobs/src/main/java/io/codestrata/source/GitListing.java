package io.codestrata.source;

import io.codestrata.merkle.ManifestEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Lists a commit's tree. Reads trees and the sizes of blobs, never a blob. */
final class GitListing {
  /** Deeper trees are made to exhaust a reader; the deepest of the repositories we know is 20. */
  private static final int MAX_DEPTH = 256;

  private GitListing() {}

  static String treeId(Repository repository) throws SourceException {
    try (org.eclipse.jgit.lib.Repository git = GitStorage.open(Path.of(repository.location()));
        RevWalk walk = new RevWalk(git)) {
      return walk.parseCommit(ObjectId.fromString(repository.revision())).getTree().name();
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
  }

  static List<ListedFile> list(Repository repository, long maxFileBytes) throws SourceException {
    Listing listing = new Listing(repository.origin());
    try (org.eclipse.jgit.lib.Repository git = GitStorage.open(Path.of(repository.location()));
        ObjectReader objects = git.newObjectReader();
        RevWalk commits = new RevWalk(objects);
        TreeWalk walk = new TreeWalk(objects)) {
      walk.addTree(commits.parseCommit(ObjectId.fromString(repository.revision())).getTree());
      while (walk.next()) {
        Optional<String> safe = SafePath.of(walk.getRawPath());
        String path = safe.orElseGet(() -> SafePath.escaped(walk.getRawPath()));
        if (safe.isEmpty() || walk.getDepth() > MAX_DEPTH) {
          listing.add(entry(walk, path, 0), ListedFile.UNSAFE_PATH);
        } else if (walk.isSubtree()) {
          walk.enterSubtree();
        } else {
          add(listing, walk, objects, path, maxFileBytes);
        }
      }
    } catch (IOException e) {
      throw SourceErrors.corrupt(repository.origin(), repository.location(), e);
    }
    return listing.files();
  }

  private static void add(
      Listing listing, TreeWalk walk, ObjectReader objects, String path, long maxFileBytes)
      throws SourceException {
    FileMode mode = walk.getFileMode(0);
    if (mode.equals(FileMode.GITLINK)) {
      listing.add(entry(walk, path, 0), ListedFile.SUBMODULE);
      return;
    }
    long size = size(objects, walk.getObjectId(0));
    if (mode.equals(FileMode.SYMLINK)) {
      listing.add(entry(walk, path, size), ListedFile.SYMLINK);
    } else if (!mode.equals(FileMode.REGULAR_FILE) && !mode.equals(FileMode.EXECUTABLE_FILE)) {
      listing.add(entry(walk, path, size), ListedFile.SPECIAL_FILE);
    } else {
      listing.add(entry(walk, path, size), size > maxFileBytes ? ListedFile.TOO_LARGE : "");
    }
  }

  private static ManifestEntry entry(TreeWalk walk, String path, long size) {
    String mode = "%06o".formatted(walk.getFileMode(0).getBits());
    return new ManifestEntry(path, mode, walk.getObjectId(0).name(), size);
  }

  /**
   * 0 where the object is absent or damaged: reading it fails later, as that one file's failure.
   */
  private static long size(ObjectReader objects, ObjectId blob) {
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
