package io.codestrata.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the folder of clones under its limit: those that were fetched longest ago go first, and
 * none that this or another process uses. A clone is renamed before it is deleted, so a kill leaves
 * nothing that looks like a repository.
 */
final class CloneEviction {
  static final String LOCK = ".lock";

  /** A clone that is being made; stale where nobody fetches it. */
  static final String PARTIAL = ".partial";

  /** A clone on its way out: anybody may finish the deletion. */
  private static final String DELETED = ".deleted";

  private static final Logger LOG = LoggerFactory.getLogger(CloneEviction.class);

  private final Path cache;
  private final long limit;
  private final Consumer<String> notes;

  /** Bytes of the folder, as far as this process knows; negative before it is measured. */
  private long bytes = -1;

  /** Whether all that is left is in use, so that looking again would be in vain. */
  private boolean exhausted;

  private boolean told;

  /**
   * @param limit bytes; 0 for none
   */
  CloneEviction(Path cache, long limit, Consumer<String> notes) {
    this.cache = cache;
    this.limit = limit;
    this.notes = notes;
  }

  /** A clone, how much it is and when it was last fetched. */
  private record Clone(Path folder, long bytes, FileTime lastUse) {}

  /**
   * After a fetch: deletes what must go.
   *
   * @param grown bytes that the fetch added
   */
  synchronized void after(long grown) throws SourceException, IOException {
    if (bytes < 0) {
      clean();
      bytes = limit == 0 ? 0 : measure(cache);
    } else {
      bytes += grown;
    }
    if (isOver() && !exhausted) {
      trim();
      exhausted = isOver();
      if (exhausted && !told) {
        told = true;
        notes.accept(SourceErrors.cacheIsSmall(cache, limit));
      }
    }
  }

  /** Once clones that were fetched are used no more. */
  synchronized void afterUse() throws SourceException, IOException {
    exhausted = false;
    if (isOver()) {
      trim();
    }
  }

  private boolean isOver() {
    return limit > 0 && bytes > limit;
  }

  private void trim() throws SourceException, IOException {
    List<Clone> clones = clones();
    // Other processes fetch and delete as well.
    bytes = clones.stream().mapToLong(Clone::bytes).sum();
    for (Clone clone : clones) {
      if (!isOver()) {
        return;
      }
      if (delete(clone.folder)) {
        bytes -= clone.bytes;
        LOG.atInfo()
            .addKeyValue("clone", clone.folder.getFileName())
            .addKeyValue("bytes", clone.bytes)
            .log("evicted");
      }
    }
  }

  /** Longest unused first. */
  private List<Clone> clones() throws IOException {
    List<Clone> clones = new ArrayList<>();
    for (Path folder : names("")) {
      if (Files.isDirectory(folder)) {
        clones.add(new Clone(folder, measure(folder), lastUse(folder)));
      }
    }
    clones.sort(Comparator.comparing(Clone::lastUse));
    return clones;
  }

  private static FileTime lastUse(Path folder) {
    try {
      return Files.getLastModifiedTime(beside(folder, LOCK));
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  /**
   * Deletes one clone.
   *
   * @return false where it is in use
   */
  static boolean delete(Path clone) throws SourceException, IOException {
    if (!Files.isDirectory(clone)) {
      return true;
    }
    Path leaving = beside(clone, "." + System.nanoTime() + DELETED);
    boolean renamed = FolderLock.ifUnused(beside(clone, LOCK), () -> Files.move(clone, leaving));
    deleteTree(leaving);
    return renamed;
  }

  /** Finishes what killed runs have left. */
  private void clean() throws SourceException, IOException {
    for (Path leaving : names(DELETED)) {
      deleteTree(leaving);
    }
    for (Path partial : names(PARTIAL)) {
      String name = partial.getFileName().toString();
      Path clone = partial.resolveSibling(name.substring(0, name.length() - PARTIAL.length()));
      boolean unused = FolderLock.ifUnused(beside(clone, LOCK), () -> deleteTree(partial));
      LOG.debug("{} {}", partial, unused ? "is deleted" : "is being made");
    }
  }

  private List<Path> names(String suffix) throws IOException {
    try (Stream<Path> names = Files.list(cache)) {
      return names.filter(path -> path.getFileName().toString().endsWith(suffix)).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static Path beside(Path clone, String suffix) {
    return clone.resolveSibling(clone.getFileName() + suffix);
  }

  /** Bytes of the files below; others may delete some meanwhile. */
  static long measure(Path folder) throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }

  /** Deletes a folder with all below, and does not mind who else deletes it. */
  static void deleteTree(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, IOException failure)
              throws IOException {
            Files.deleteIfExists(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
