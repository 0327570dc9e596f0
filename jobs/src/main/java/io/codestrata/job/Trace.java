package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id that ties a run to what started it: one from Airflow's run to the rows in {@code runs},
 * the logs and PostgreSQL's sessions.
 */
final class Trace {
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

  /** System properties that conf/log4j2.properties reads at each line. */
  private static final String RUN = "codestrata.run";

  private static final String TRACE = "codestrata.trace";

  private Trace() {}

  /** The configured id, of a W3C traceparent the trace's; else the run's own. */
  static String id(PipelineConfig config, String run) {
    String id = config.text(Options.TRACE_ID);
    Matcher traceparent = TRACEPARENT.matcher(id);
    return id.isEmpty() ? run : traceparent.matches() ? traceparent.group(1) : id;
  }

  /** From now on this process's log lines are the run's. */
  static void mark(String run, String trace) {
    System.setProperty(RUN, run);
    System.setProperty(TRACE, trace);
  }

  /** What the driver's process is marked with. */
  static Map<String, String> marks() {
    return Map.of(RUN, System.getProperty(RUN, ""), TRACE, System.getProperty(TRACE, ""));
  }

  /** Marks an executor's process as the driver's is. */
  static void adopt(Map<String, String> marks) {
    mark(marks.getOrDefault(RUN, ""), marks.getOrDefault(TRACE, ""));
  }
}
