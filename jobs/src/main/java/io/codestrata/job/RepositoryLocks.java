package io.codestrata.job;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One writer a repository, so that runs on different ones go on side by side. Of two runs neither
 * waits while it holds what the other waits for: a run takes what is free and comes back for the
 * rest.
 */
final class RepositoryLocks implements AutoCloseable {
  private final Connection connection;
  private final String space;
  private final Progress progress;
  private final Set<String> held = new TreeSet<>();

  RepositoryLocks(Connection connection, String lake, Progress progress) {
    this.connection = connection;
    this.space = NamedLock.repositoriesOf(lake);
    this.progress = progress;
  }

  /** Takes those of these repositories that nobody holds; holds none before. */
  Set<String> tryTake(Collection<String> ids) throws SQLException {
    for (String id : ids) {
      if (lock(id).tryTake()) {
        held.add(id);
      }
    }
    return Set.copyOf(held);
  }

  /** Takes one, and waits for it; holds none before. */
  void take(String id) throws SQLException {
    if (!lock(id).tryTake()) {
      progress.note(
          JobErrors.repositoryIsHeld(id, lock(id).holder().orElse("a run that has just ended")));
      lock(id).take();
    }
    held.add(id);
  }

  /** Takes all of these in one order for all, and waits for them. */
  void takeAll(Collection<String> ids) throws SQLException {
    for (String id : new TreeSet<>(ids)) {
      take(id);
    }
  }

  /** Lets go of all. */
  @Override
  public void close() throws SQLException {
    List<String> all = new ArrayList<>(held);
    held.clear();
    for (String id : all) {
      lock(id).release();
    }
  }

  private NamedLock lock(String id) {
    return new NamedLock(connection, space, id);
  }
}
