package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bare clones of URLs, one folder an origin. A clone is made under another name and moved when
 * whole, so a run that is killed leaves nothing that looks like a repository. One run at a time
 * brings a clone up to date; others wait for it. What this cache has fetched is not deleted before
 * it is released.
 */
final class CloneCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloneCache.class);

  private final Path cache;
  private final String gitCommand;
  private final int depth;
  private final CloneEviction eviction;

  /** Clones in use, each held once. Guarded by itself. */
  private final Map<Path, FolderLock> held = new HashMap<>();

  CloneCache(SourceStore store, String gitCommand, Consumer<String> notes) {
    this.cache = store.clones();
    this.gitCommand = gitCommand;
    this.depth = store.cloneDepth();
    this.eviction = new CloneEviction(cache, store.clonesBytes(), notes);
  }

  /**
   * The clone's folder, in which the ref is what the remote has now.
   *
   * @param ref branch, tag, commit or {@code HEAD}; the rest of the clone may be older, or absent
   */
  Path fetch(GitUrl url, String ref) throws SourceException {
    Path clone = cache.resolve(url.cacheName());
    try {
      Files.createDirectories(cache);
      long[] grown = {0};
      hold(clone).fetch(() -> grown[0] = fetchLocked(url, clone, ref));
      evict(grown[0]);
    } catch (IOException e) {
      throw SourceErrors.cache(cache, e);
    }
    return clone;
  }

  /** A clone that cannot be deleted is no reason to lose the one that was fetched. */
  private void evict(long grown) {
    try {
      eviction.after(grown);
    } catch (IOException | SourceException e) {
      LOG.warn("cannot trim the clone cache {}", cache, e);
    }
  }

  private FolderLock hold(Path clone) throws IOException {
    Path file = CloneEviction.beside(clone, CloneEviction.LOCK);
    synchronized (held) {
      FolderLock lock = held.get(clone);
      if (lock == null) {
        lock = FolderLock.hold(file);
        held.put(clone, lock);
      }
      lock.touch();
      return lock;
    }
  }

  /** The bytes it has grown by. */
  private long fetchLocked(GitUrl url, Path clone, String ref) throws SourceException, IOException {
    GitRemote remote =
        GitCommand.isInstalled(gitCommand) ? new GitCommand(gitCommand) : new JgitRemote();
    long start = System.nanoTime();
    long before = 0;
    if (Files.isDirectory(clone)) {
      before = CloneEviction.measure(clone);
      new CloneUpdate(remote, url, clone).update(ref, depth);
    } else {
      Path partial = CloneEviction.beside(clone, CloneEviction.PARTIAL);
      CloneEviction.deleteTree(partial);
      try {
        new CloneUpdate(remote, url, partial).create(ref, depth);
        Files.move(partial, clone, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        CloneEviction.deleteTree(partial);
      }
    }
    LOG.atInfo()
        .addKeyValue("origin", url.origin())
        .addKeyValue("seconds", (System.nanoTime() - start) / 1e9)
        .log("fetched");
    return CloneEviction.measure(clone) - before;
  }

  /**
   * Deletes the clone of a URL, if there is one.
   *
   * @return false where a run uses it
   */
  boolean delete(GitUrl url) throws SourceException {
    try {
      return CloneEviction.delete(cache.resolve(url.cacheName()));
    } catch (IOException e) {
      throw SourceErrors.cache(cache, e);
    }
  }

  /** Lets its clones be deleted, and deletes at once what is above the limit. */
  void release() {
    try {
      synchronized (held) {
        for (FolderLock lock : held.values()) {
          lock.release();
        }
        held.clear();
      }
      eviction.afterUse();
    } catch (IOException | SourceException e) {
      // Who used them is done; the next fetch finds the cache as it is.
      LOG.warn("cannot trim the clone cache {}", cache, e);
    }
  }

  @Override
  public void close() {
    release();
  }
}
