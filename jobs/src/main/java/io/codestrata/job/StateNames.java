package io.codestrata.job;

import io.codestrata.table.IndexedState;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
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

  private static final Pattern VERSION = Pattern.compile("[0-9]{1,6}");
  private static final Pattern REVISION = Pattern.compile("[0-9a-f]{4,40}");

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
        throw JobErrors.onlyOneState(repository);
      }
      return states.get(states.size() - 2);
    }
    Optional<IndexedState> found;
    if (VERSION.matcher(name).matches()) {
      long version = Long.parseLong(name);
      found = last(state -> state.version() <= version);
    } else if (REVISION.matcher(name).matches()) {
      found = ofRevision(name);
    } else {
      Instant time = time(name).orElseThrow(() -> JobErrors.noState(repository, name, states));
      found = last(state -> !state.time().isAfter(time));
    }
    return found.orElseThrow(() -> JobErrors.noState(repository, name, states));
  }

  private Optional<IndexedState> ofRevision(String prefix) throws JobException {
    Predicate<IndexedState> matches = state -> state.state().revision().startsWith(prefix);
    if (states.stream().filter(matches).map(state -> state.state().revision()).distinct().count()
        > 1) {
      throw JobErrors.ambiguousState(repository, prefix);
    }
    return last(matches);
  }

  private Optional<IndexedState> last(Predicate<IndexedState> condition) {
    return states.stream().filter(condition).reduce((earlier, later) -> later);
  }

  private Optional<Instant> time(String name) {
    String text = name.trim().replace(' ', 'T');
    try {
      if (!text.contains("T")) {
        return Optional.of(
            LocalDate.parse(text).plusDays(1).atStartOfDay(zone).toInstant().minusNanos(1));
      }
      return Optional.of(
          text.endsWith("Z") || text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > 10
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDateTime.parse(text).atZone(zone).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
