package io.codestrata.job;

import io.codestrata.table.IndexedState;
import io.codestrata.table.RepositoryState;
import io.codestrata.table.TableVersion;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Messages a user sees from what looks back in the lake: problem, cause, remedy. */
final class HistoryErrors {
  private static final int MOST_NAMES = 10;

  private HistoryErrors() {}

  static JobException unknownRepository(String named, List<String> known) {
    return usage(
        "cannot tell which repository "
            + named
            + " is (the lake has: "
            + shortened(known)
            + "; name one of them)");
  }

  static JobException onlyOneState(String repository) {
    return usage(
        "nothing came before the newest state of "
            + repository
            + ": one state of it is known (index it after a change)");
  }

  static JobException noState(String repository, String name, List<IndexedState> states) {
    return usage(
        "no state '"
            + name
            + "' of "
            + repository
            + " is known (there are, by version: "
            + shortened(states.stream().map(HistoryErrors::state).toList())
            + "; or a date or time since the first)");
  }

  static JobException ambiguousState(String repository, String prefix) {
    return usage(
        "several revisions of " + repository + " begin with " + prefix + " (give more digits)");
  }

  static JobException stateGone(String repository) {
    return usage(
        "that state of "
            + repository
            + " is no longer kept: its files have been cleaned from the lake (name a newer one)");
  }

  static JobException chunksGone(IndexedState state, long files) {
    return usage(
        "cannot roll "
            + state.state().repository()
            + " back to "
            + state(state)
            + ": the chunks of "
            + files
            + " of its files were purged, nothing was done "
            + indexAgain(state.state()));
  }

  static JobException otherModel(IndexedState state, String model) {
    return usage(
        "cannot roll "
            + state.state().repository()
            + " back to "
            + state(state)
            + ": it was embedded by "
            + state.state().model()
            + " and the index holds "
            + model
            + ", nothing was done "
            + indexAgain(state.state()));
  }

  private static String indexAgain(RepositoryState state) {
    return state.revision().isEmpty()
        ? "(index the folder as it was then)"
        : "(codestrata index " + state.origin() + " --ref " + state.revision() + ")";
  }

  static JobException noTime(String name) {
    return usage(
        "cannot tell which time '"
            + name
            + "' is (write a date as 2026-05-04, a time as 2026-05-04T10:30, or a version of the"
            + " table repositories)");
  }

  /** A time before the oldest version that Delta's log has. */
  static JobException beforeHistory(String name, TableVersion oldest) {
    return usage(
        oldest.version() == 0
            ? "nothing was indexed yet at "
                + name
                + ": the first run landed at "
                + oldest.time()
                + " (name a later time)"
            : "the lake of "
                + name
                + " is no longer kept: its history begins at "
                + oldest.time()
                + " (name a later time; lake.retention says for how many days it is kept)");
  }

  static JobException timeGone(String name) {
    return usage(
        "the lake of "
            + name
            + " is no longer kept: its files have been cleaned (name a later time; lake.retention"
            + " says for how many days they are kept)");
  }

  static JobException checkpointGone(long version) {
    return usage(
        "cannot compare: the lake no longer keeps version "
            + version
            + " of files, which PostgreSQL has reached (publish the newest one by codestrata index"
            + " and verify then)");
  }

  static JobException noRunYet() {
    return usage("no run is recorded in the lake (codestrata index PATH_OR_GIT_URL makes one)");
  }

  static JobException noRun(String named, List<String> known) {
    return usage(
        "no run is named or begins with '"
            + named
            + "' (the last are: "
            + shortened(known)
            + "; name one of them, or none for the last)");
  }

  static JobException ambiguousRun(String prefix) {
    return usage("several runs begin with " + prefix + " (give more digits)");
  }

  private static JobException usage(String message) {
    return new JobException(JobException.Kind.USAGE, message, null);
  }

  private static String state(IndexedState state) {
    String revision = state.shortRevision();
    return state.version()
        + " of "
        + state.time().truncatedTo(ChronoUnit.SECONDS)
        + (revision.isEmpty() ? "" : " " + revision);
  }

  /** The last of them, on one line. */
  private static String shortened(List<String> names) {
    List<String> last = names.subList(Math.max(0, names.size() - MOST_NAMES), names.size());
    return (last.size() < names.size() ? "..., " : "") + String.join(", ", last);
  }
}
