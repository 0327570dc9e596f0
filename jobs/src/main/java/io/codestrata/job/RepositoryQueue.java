package io.codestrata.job;

import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceList;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * The repositories of a run, some at a time: found, given their ids and locked. Those that another
 * run works on come last, when that run is waited for.
 */
final class RepositoryQueue {
  /** Clones of so many are in use at once, and so many locks held. */
  private static final int PART = 250;

  private final Deque<SourceEntry> pending;
  private final Deque<SourceEntry> deferred = new ArrayDeque<>();
  private final ResolveJob resolve;
  private final Lake lake;
  private final Map<String, RepositoryState> elsewhere;
  private final RepositoryLocks locks;
  private final Progress progress;
  private Optional<List<NamedRepository>> early;

  /**
   * @param early the {@link #first} of them, where they are found already
   * @param elsewhere what other generations know of repositories, by id
   * @param connection the driver's
   */
  RepositoryQueue(
      SourceList list,
      Optional<List<NamedRepository>> early,
      ResolveJob resolve,
      Lake lake,
      Map<String, RepositoryState> elsewhere,
      Connection connection,
      Progress progress) {
    this.pending = new ArrayDeque<>(list.entries());
    this.early = early;
    this.resolve = resolve;
    this.lake = lake;
    this.elsewhere = elsewhere;
    this.locks = new RepositoryLocks(connection, lake.id(), progress);
    this.progress = progress;
  }

  /** Those of the list that are found first. */
  static List<SourceEntry> first(SourceList list) {
    return list.limit(PART).entries();
  }

  /** Repositories that are held; closing it lets them go, and their clones. */
  final class Part implements AutoCloseable, Iterator<NamedRepository> {
    private final List<NamedRepository> held;
    private final Map<String, RepositoryState> states;
    private int next;

    private Part(List<NamedRepository> held, Map<String, RepositoryState> states) {
      this.held = held;
      this.states = states;
    }

    /** The lake's repositories by id, as they stood when these were locked. */
    Map<String, RepositoryState> states() {
      return states;
    }

    /** How many of it are still to come. */
    long left() {
      return (long) held.size() - next;
    }

    @Override
    public boolean hasNext() {
      return next < held.size();
    }

    @Override
    public NamedRepository next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return held.get(next++);
    }

    @Override
    public void close() throws SQLException {
      locks.close();
      resolve.releaseClones();
    }
  }

  /** How many are in no part yet. */
  long left() {
    return (long) pending.size() + deferred.size();
  }

  /** The next part, maybe empty; the one before it is closed. */
  Part next() throws SQLException, InterruptedException {
    boolean waits = pending.isEmpty();
    List<SourceEntry> entries = new ArrayList<>();
    Deque<SourceEntry> from = waits ? deferred : pending;
    while (!from.isEmpty() && entries.size() < PART) {
      entries.add(from.remove());
    }
    List<NamedRepository> found =
        early.isPresent() ? early.get() : resolve.run(new SourceList(entries));
    early = Optional.empty();
    List<NamedRepository> assigned = RepositoryIds.assign(found, states(), elsewhere);
    if (waits && !assigned.isEmpty()) {
      locks.take(assigned.get(0).repository().id());
    }
    Set<String> free =
        locks.tryTake(assigned.stream().map(named -> named.repository().id()).toList());
    return part(found, free);
  }

  private Part part(List<NamedRepository> found, Set<String> free) {
    Map<String, RepositoryState> states = states();
    List<NamedRepository> held = new ArrayList<>();
    long taken = deferred.size();
    // Until they were locked, another run may have taken an id for another origin.
    for (NamedRepository named : RepositoryIds.assign(found, states, elsewhere)) {
      if (free.contains(named.repository().id())) {
        held.add(named);
      } else {
        deferred.add(named.entry());
      }
    }
    if (deferred.size() > taken) {
      progress.note(JobErrors.comeBackFor(deferred.size() - taken));
    }
    return new Part(held, states);
  }

  private Map<String, RepositoryState> states() {
    return RepositoryIds.byId(lake.repositories().all());
  }
}
