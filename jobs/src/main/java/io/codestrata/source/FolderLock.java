package io.codestrata.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock file of a folder that is kept for runs, such as a clone; shared by all threads of this
 * process. Its first byte is locked by who brings the folder up to date, its second by all who use
 * it; who deletes the folder needs both.
 */
final class FolderLock {
  private static final long FETCHING = 0;
  private static final long USING = 1;

  /**
   * A file lock is a process's, and closing any channel of a file drops all of its locks: so there
   * is one channel a file, and threads are counted here. Guarded by itself.
   */
  private static final Map<Path, FolderLock> OPEN = new HashMap<>();

  private final Path file;
  private final FileChannel channel;
  private final ReentrantLock fetching = new ReentrantLock();
  private int holders;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** What is done while nobody else does it. */
  interface Action {
    void run() throws SourceException, IOException;
  }

  /** Keeps the folder from being deleted until {@link #release}. */
  static FolderLock hold(Path file) throws IOException {
    synchronized (OPEN) {
      FolderLock lock = OPEN.get(file);
      if (lock == null) {
        FileChannel channel = open(file);
        boolean held = false;
        try {
          // Waits for no longer than a deletion takes to rename the folder.
          held = channel.lock(USING, 1, true).isValid();
        } finally {
          if (!held) {
            channel.close();
          }
        }
        lock = new FolderLock(file, channel);
        OPEN.put(file, lock);
      }
      lock.holders++;
      return lock;
    }
  }

  /**
   * Makes the file's modification time that of the folder's last use. To set the time by itself
   * would open and close the file, which drops its locks.
   */
  void touch() throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {'\n'}), 0);
  }

  /** Runs one at a time over threads and processes; the caller holds the folder. */
  void fetch(Action action) throws SourceException, IOException {
    fetching.lock();
    try (FileLock lock = channel.lock(FETCHING, 1, false)) {
      action.run();
    } finally {
      fetching.unlock();
    }
  }

  void release() throws IOException {
    synchronized (OPEN) {
      holders--;
      if (holders == 0) {
        OPEN.remove(file);
        channel.close();
      }
    }
  }

  /**
   * Runs if nobody uses the folder or brings it up to date, in this process or another.
   *
   * @return whether it ran
   */
  static boolean ifUnused(Path file, Action action) throws SourceException, IOException {
    synchronized (OPEN) {
      if (OPEN.containsKey(file)) {
        return false;
      }
      try (FileChannel channel = open(file);
          FileLock all = channel.tryLock(FETCHING, USING + 1, false)) {
        if (all == null) {
          return false;
        }
        action.run();
        return true;
      }
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
