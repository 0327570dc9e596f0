package io.codestrata.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bare clones of URLs, one folder an origin. A clone is made under another name and moved when
 * whole, so a run that is killed leaves nothing that looks like a repository. One run at a time
 * brings a clone up to date; others wait for it.
 */
final class CloneCache {
  private static final Logger LOG = LoggerFactory.getLogger(CloneCache.class);

  /** A file lock is held by a process; threads of one need a lock of their own. */
  private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final Path cache;
  private final String gitCommand;

  CloneCache(Path cache, String gitCommand) {
    this.cache = cache;
    this.gitCommand = gitCommand;
  }

  /** The clone's folder, with all branches and tags the remote has now and no others. */
  Path fetch(GitUrl url) throws SourceException {
    Path clone = cache.resolve(url.cacheName());
    ReentrantLock threads = THREADS.computeIfAbsent(clone, path -> new ReentrantLock());
    threads.lock();
    try {
      Files.createDirectories(cache);
      try (FileChannel file = openLock(clone)) {
        file.lock(); // until the channel is closed
        fetchLocked(url, clone);
      }
    } catch (IOException e) {
      throw SourceErrors.cache(cache, e);
    } finally {
      threads.unlock();
    }
    return clone;
  }

  private static FileChannel openLock(Path clone) throws IOException {
    return FileChannel.open(
        sibling(clone, ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void fetchLocked(GitUrl url, Path clone) throws SourceException, IOException {
    GitRemote remote =
        GitCommand.isInstalled(gitCommand) ? new GitCommand(gitCommand) : new JgitRemote();
    long start = System.nanoTime();
    if (Files.isDirectory(clone)) {
      remote.update(url, clone);
    } else {
      Path partial = sibling(clone, ".partial");
      delete(partial);
      try {
        remote.create(partial);
        remote.update(url, partial);
        Files.move(partial, clone, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(partial);
      }
    }
    LOG.atInfo()
        .addKeyValue("origin", url.origin())
        .addKeyValue("seconds", (System.nanoTime() - start) / 1e9)
        .log("fetched");
  }

  private static Path sibling(Path clone, String suffix) {
    return clone.resolveSibling(clone.getFileName() + suffix);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
