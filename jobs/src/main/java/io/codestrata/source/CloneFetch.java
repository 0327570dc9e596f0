package io.codestrata.source;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a clone, or brings it up to date in one ref. Serializable, since that is done on any
 * machine that can write the folder of clones. A clone is made under another name and moved when
 * whole, so whoever is killed leaves nothing that looks like a repository. One process at a time
 * brings a clone up to date; others wait for it.
 */
public final class CloneFetch implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CloneFetch.class);

  /** May hold a password: never shown. */
  private final String url;

  private final String origin;
  private final String ref;
  private final String clone;
  private final int depth;
  private final String gitCommand;

  /**
   * @param ref branch, tag, commit or {@code HEAD}
   * @param clone its folder
   * @param depth commits that a new clone gets; 0 for all
   */
  CloneFetch(GitUrl url, String ref, Path clone, int depth, String gitCommand) {
    this.url = url.full();
    this.origin = url.origin();
    this.ref = ref;
    this.clone = clone.toString();
    this.depth = depth;
    this.gitCommand = gitCommand;
  }

  /** Where a fetch is done. */
  public interface Runner {
    /**
     * Does it.
     *
     * @return bytes the clone has grown by
     */
    long run(CloneFetch fetch) throws SourceException;
  }

  /** Its URL without credentials. */
  public String origin() {
    return origin;
  }

  /**
   * Fetches on this machine.
   *
   * @return bytes the clone has grown by
   */
  public long run() throws SourceException {
    Path folder = Path.of(clone);
    try {
      FolderLock lock = FolderLock.hold(CloneEviction.beside(folder, CloneEviction.LOCK));
      try {
        long[] grown = {0};
        lock.fetch(() -> grown[0] = fetchLocked(folder));
        return grown[0];
      } finally {
        lock.release();
      }
    } catch (IOException e) {
      throw SourceErrors.cache(folder.getParent(), e);
    }
  }

  private long fetchLocked(Path folder) throws SourceException, IOException {
    GitUrl from = GitUrl.parse(url).orElseThrow();
    GitRemote remote =
        GitCommand.isInstalled(gitCommand) ? new GitCommand(gitCommand) : new JgitRemote();
    long start = System.nanoTime();
    long before = 0;
    if (Files.isDirectory(folder)) {
      before = CloneEviction.measure(folder);
      new CloneUpdate(remote, from, folder).update(ref, depth);
    } else {
      Path partial = CloneEviction.beside(folder, CloneEviction.PARTIAL);
      CloneEviction.deleteTree(partial);
      try {
        new CloneUpdate(remote, from, partial).create(ref, depth);
        Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        CloneEviction.deleteTree(partial);
      }
    }
    LOG.atInfo()
        .addKeyValue("origin", origin)
        .addKeyValue("seconds", (System.nanoTime() - start) / 1e9)
        .log("fetched");
    return CloneEviction.measure(folder) - before;
  }
}
