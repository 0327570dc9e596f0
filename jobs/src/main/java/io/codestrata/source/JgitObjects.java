package io.codestrata.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** Objects with ids of SHA-1, straight from the git directory's files. */
final class JgitObjects implements GitObjects {
  private final Repository git;
  private final ObjectReader objects;

  /**
   * @param git closed with this
   */
  JgitObjects(Repository git) {
    this.git = git;
    this.objects = git.newObjectReader();
  }

  @Override
  public String tree(String commit) throws IOException {
    ObjectId id = id(commit, Constants.TYPE_COMMIT);
    try (RevWalk commits = new RevWalk(objects)) {
      return commits.parseCommit(id).getTree().name();
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw new AbsentObjectException(commit, Constants.TYPE_COMMIT, e);
    }
  }

  @Override
  public List<GitEntry> entries(String path, String tree) throws IOException {
    List<GitEntry> entries = new ArrayList<>();
    byte[] prefix = path.getBytes(StandardCharsets.UTF_8);
    ObjectId id = id(tree, Constants.TYPE_TREE);
    try {
      CanonicalTreeParser names = new CanonicalTreeParser(prefix, objects, id);
      for (; !names.eof(); names.next(1)) {
        entries.add(
            new GitEntry(
                Arrays.copyOf(names.getEntryPathBuffer(), names.getEntryPathLength()),
                names.getEntryFileMode(),
                names.getEntryObjectId().name()));
      }
      return entries;
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw new AbsentObjectException(tree, Constants.TYPE_TREE, e);
    }
  }

  @Override
  public long size(String blob) throws IOException {
    try {
      return objects.getObjectSize(id(blob, Constants.TYPE_BLOB), Constants.OBJ_BLOB);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw new AbsentObjectException(blob, Constants.TYPE_BLOB, e);
    }
  }

  @Override
  public byte[] read(String blob, long mostBytes) throws IOException {
    try {
      ObjectLoader content = objects.open(id(blob, Constants.TYPE_BLOB), Constants.OBJ_BLOB);
      if (content.getSize() > mostBytes) {
        throw new LargeBlobException(content.getSize(), mostBytes);
      }
      if (!content.isLarge()) {
        return content.getCachedBytes();
      }
      try (InputStream stream = content.openStream()) {
        return stream.readAllBytes();
      }
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw new AbsentObjectException(blob, Constants.TYPE_BLOB, e);
    } catch (LargeObjectException e) {
      throw new LargeBlobException(e);
    }
  }

  /** As they stand in the packs; loose and absent ones come first. */
  @Override
  public List<ListedFile> inReadingOrder(List<ListedFile> files) throws IOException {
    record Placed(ListedFile file, int pack, long offset) {}
    List<Placed> placed = new ArrayList<>(files.size());
    List<Pack> packs =
        git.getObjectDatabase() instanceof ObjectDirectory directory
            ? List.copyOf(directory.getPacks())
            : List.of();
    for (ListedFile file : files) {
      ObjectId blob = ObjectId.fromString(file.entry().contentHash());
      int pack = packs.size();
      long offset = -1;
      while (offset < 0 && --pack >= 0) {
        offset = packs.get(pack).getIndex().findOffset(blob);
      }
      placed.add(new Placed(file, pack, offset));
    }
    placed.sort(Comparator.comparingInt(Placed::pack).thenComparingLong(Placed::offset));
    return placed.stream().map(Placed::file).toList();
  }

  @Override
  public void close() {
    objects.close();
    git.close();
  }

  /** What is no id of SHA-1, such as one of SHA-256, is absent. */
  private static ObjectId id(String id, String type) throws AbsentObjectException {
    try {
      return ObjectId.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new AbsentObjectException(id, type, e);
    }
  }
}
