package io.codestrata.job;

import io.codestrata.source.RefPatterns;
import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceList;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which of the repositories a user names a run takes: first its part of them, then those the lake
 * makes due, then so many.
 *
 * @param part 1 to {@code parts}
 * @param parts how many runs share the list
 * @param onlyFailed only repositories that lost something when they were last indexed
 * @param since only repositories not indexed since then
 * @param limit most of them
 */
public record Selection(
    int part, int parts, boolean onlyFailed, Optional<Instant> since, long limit) {
  /** Takes them all. */
  public static final Selection ALL = new Selection(1, 1, false, Optional.empty(), Long.MAX_VALUE);

  /** Whether the lake has a say, so that it must be open first. */
  boolean asksLake() {
    return onlyFailed || since.isPresent();
  }

  SourceList of(SourceList named) {
    return named.shard(part, parts).limit(limit);
  }

  /** The same where the lake has a say. */
  SourceList of(SourceList named, Lake lake) {
    return of(
        named,
        lake.repositories().all(),
        onlyFailed ? lake.failures().lastOfRepositories(lake.runs()) : Map.of());
  }

  /**
   * The same.
   *
   * @param failed when a repository was last lost, by the name it had then
   */
  SourceList of(SourceList named, List<RepositoryState> states, Map<String, Instant> failed) {
    Known known = new Known(new HashMap<>(), new HashMap<>(), failed);
    states.forEach(known::add);
    return named.shard(part, parts).only(entry -> isDue(entry, known)).limit(limit);
  }

  /**
   * What the lake says.
   *
   * @param own state by id and by origin, of repositories at their own ref
   * @param further states by origin, of further refs
   * @param failed as of {@link #of}
   */
  private record Known(
      Map<String, RepositoryState> own,
      Map<String, List<RepositoryState>> further,
      Map<String, Instant> failed) {
    void add(RepositoryState state) {
      if (state.defaultRef()) {
        own.put(state.repository(), state);
        own.put(state.origin(), state);
      } else {
        further.computeIfAbsent(state.origin(), origin -> new ArrayList<>()).add(state);
      }
    }
  }

  /** A repository is due when one of its refs is; it is taken with all of them. */
  private boolean isDue(SourceEntry entry, Known known) {
    String origin = RepositoryIds.storedOrigin(entry.origin());
    RepositoryState own = known.own().getOrDefault(origin, known.own().get(entry.id()));
    if (isDue(Optional.ofNullable(own), known, entry.id(), Redaction.url(entry.argument()))) {
      return true;
    }
    List<RepositoryState> further = known.further().getOrDefault(origin, List.of());
    for (String ref : entry.refs()) {
      List<RepositoryState> states =
          further.stream().filter(state -> RefPatterns.matches(ref, state.ref())).toList();
      String name = RepositoryIds.ofRef(entry.wantedId(), ref);
      // What a pattern means is known only once the repository is looked at.
      boolean due =
          states.isEmpty()
              ? !RefPatterns.isPattern(ref) && isDue(Optional.empty(), known, name)
              : states.stream().anyMatch(state -> isDue(Optional.of(state), known, name));
      if (due) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param names what it stands by in failures where it never got a state
   */
  private boolean isDue(Optional<RepositoryState> state, Known known, String... names) {
    if (since.isPresent() && state.isPresent() && !state.get().indexedAt().isBefore(since.get())) {
      return false;
    }
    if (!onlyFailed || state.filter(was -> was.failedFiles() > 0).isPresent()) {
      return true;
    }
    Instant indexed = state.map(RepositoryState::indexedAt).orElse(Instant.MIN);
    return Stream.concat(state.map(RepositoryState::repository).stream(), Arrays.stream(names))
        .map(name -> known.failed().getOrDefault(name, Instant.MIN))
        .anyMatch(indexed::isBefore);
  }
}
