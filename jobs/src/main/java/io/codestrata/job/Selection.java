package io.codestrata.job;

import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceList;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.time.Instant;
import java.util.HashMap;
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
    Map<String, RepositoryState> known = new HashMap<>();
    lake.repositories()
        .all()
        .forEach(
            state -> {
              known.put(state.repository(), state);
              known.put(state.origin(), state);
            });
    Map<String, Instant> failed =
        onlyFailed ? lake.failures().lastOfRepositories(lake.runs()) : Map.of();
    return named.shard(part, parts).only(entry -> isDue(entry, known, failed)).limit(limit);
  }

  private boolean isDue(
      SourceEntry entry, Map<String, RepositoryState> known, Map<String, Instant> failed) {
    Optional<RepositoryState> state =
        Optional.ofNullable(
            known.getOrDefault(RepositoryIds.storedOrigin(entry.origin()), known.get(entry.id())));
    if (since.isPresent() && state.isPresent() && !state.get().indexedAt().isBefore(since.get())) {
      return false;
    }
    if (!onlyFailed || state.filter(was -> was.failedFiles() > 0).isPresent()) {
      return true;
    }
    // One that never got a state stands in failures by what the user named.
    Instant indexed = state.map(RepositoryState::indexedAt).orElse(Instant.MIN);
    return Stream.of(
            state.map(RepositoryState::repository).orElse(""),
            entry.id(),
            Redaction.url(entry.argument()))
        .map(name -> failed.getOrDefault(name, Instant.MIN))
        .anyMatch(indexed::isBefore);
  }
}
