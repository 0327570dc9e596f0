package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bare clones of URLs, one folder an origin, made and brought up to date by {@link CloneFetch}.
 * What this cache has fetched is not deleted before it is released.
 */
final class CloneCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloneCache.class);

  private final Path cache;
  private final String gitCommand;
  private final int depth;
  private final CloneFetch.Runner runner;
  private final CloneEviction eviction;

  /** Clones in use, each held once. Guarded by itself. */
  private final Map<Path, FolderLock> held = new HashMap<>();

  CloneCache(
      SourceStore store, String gitCommand, CloneFetch.Runner runner, Consumer<String> notes) {
    this.cache = store.clones();
    this.gitCommand = gitCommand;
    this.depth = store.cloneDepth();
    this.runner = runner;
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
      hold(clone);
    } catch (IOException e) {
      throw SourceErrors.cache(cache, e);
    }
    evict(runner.run(new CloneFetch(url, ref, clone, depth, gitCommand)));
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

  private void hold(Path clone) throws IOException {
    Path file = CloneEviction.beside(clone, CloneEviction.LOCK);
    synchronized (held) {
      FolderLock lock = held.get(clone);
      if (lock == null) {
        lock = FolderLock.hold(file);
        held.put(clone, lock);
      }
      lock.touch();
    }
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
