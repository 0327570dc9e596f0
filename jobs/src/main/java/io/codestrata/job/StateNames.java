package io.codestrata.job;

import io.codestrata.table.IndexedState;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds the state of a repository that a user means: {@code latest}, {@code previous}, a version of
 * the Delta table of states, the first digits of a revision, or a date or time.
 *
 * @param repository its id
 * @param states oldest first, one at least
 * @param zone of dates and times that name none
 */
record StateNames(String repository, List<IndexedState> states, ZoneId zone) {
  static final String LATEST = "latest";
  static final String PREVIOUS = "previous";

  private static final Pattern REVISION = Pattern.compile("[0-9a-f]{4,64}");

  /**
   * The newest state of that name. A version or a time means the state that held then; a date, the
   * one at its end.
   */
  IndexedState find(String name) throws JobException {
    if (name.equals(LATEST)) {
      return states.get(states.size() - 1);
    }
    if (name.equals(PREVIOUS)) {
      if (states.size() < 2) {
        throw HistoryErrors.onlyOneState(repository);
      }
      return states.get(states.size() - 2);
    }
    Optional<IndexedState> found;
    OptionalLong version = MomentNames.version(name);
    if (version.isPresent()) {
      found = last(state -> state.version() <= version.getAsLong());
    } else if (REVISION.matcher(name).matches()) {
      found = ofRevision(name);
    } else {
      Instant time =
          MomentNames.time(name, zone)
              .orElseThrow(() -> HistoryErrors.noState(repository, name, states));
      found = last(state -> !state.time().isAfter(time));
    }
    return found.orElseThrow(() -> HistoryErrors.noState(repository, name, states));
  }

  private Optional<IndexedState> ofRevision(String prefix) throws JobException {
    Predicate<IndexedState> matches = state -> state.state().revision().startsWith(prefix);
    if (states.stream().filter(matches).map(state -> state.state().revision()).distinct().count()
        > 1) {
      throw HistoryErrors.ambiguousState(repository, prefix);
    }
    return last(matches);
  }

  private Optional<IndexedState> last(Predicate<IndexedState> condition) {
    return states.stream().filter(condition).reduce((earlier, later) -> later);
  }
}
