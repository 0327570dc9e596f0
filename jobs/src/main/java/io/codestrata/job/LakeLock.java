package io.codestrata.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One writer at a time of a lake's tables and of what is published of it. A run holds it while it
 * commits, not while it reads, cuts and embeds.
 */
final class LakeLock implements AutoCloseable {
  private final NamedLock lock;
  private final Progress progress;
  private final ReentrantLock threads = new ReentrantLock();

  private LakeLock(Connection connection, String lake, Progress progress) {
    this.lock = new NamedLock(connection, NamedLock.LAKE, lake);
    this.progress = progress;
  }

  /**
   * To be taken for each {@link #during}.
   *
   * @param connection of its own, since a thread that waits for the lock keeps it busy
   */
  static LakeLock of(Connection connection, String lake, Progress progress) {
    return new LakeLock(connection, lake, progress);
  }

  /** Taken until it is closed. */
  static LakeLock take(Connection connection, String lake, Progress progress) throws SQLException {
    LakeLock taken = of(connection, lake, progress);
    taken.take();
    return taken;
  }

  /** Commits while no other run does. */
  <T> T during(Callable<T> commits) throws Exception {
    threads.lock();
    try {
      take();
      try {
        return commits.call();
      } finally {
        close();
      }
    } finally {
      threads.unlock();
    }
  }

  /** The same of commits that give nothing back. */
  void commit(Work commits) throws Exception {
    during(
        () -> {
          commits.run();
          return null;
        });
  }

  private void take() throws SQLException {
    if (!lock.tryTake()) {
      progress.note(JobErrors.lakeIsWritten());
      lock.take();
    }
  }

  @Override
  public void close() throws SQLException {
    lock.release();
  }
}
