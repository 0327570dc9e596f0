package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.job.RunBoard;
import io.codestrata.job.RunStatus;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code status --watch}: says again and again how far the runs at work are, until none is. */
final class RunWatch {
  private static final String CLEAR = "\033[H\033[2J";

  private final RunBoard board;
  private final PrintStream out;
  private final boolean json;
  private final boolean terminal = Boolean.getBoolean("codestrata.terminal.out");

  RunWatch(RunBoard board, PrintStream out, boolean json) {
    this.board = board;
    this.out = out;
    this.json = json;
  }

  /**
   * @param period between two looks
   */
  void run(Duration period) throws Exception {
    List<RunStatus> running = board.running();
    while (!running.isEmpty()) {
      if (json) {
        out.println(json(running));
      } else {
        out.print(terminal ? CLEAR : "");
        lines(running, System.currentTimeMillis()).forEach(out::println);
      }
      out.flush();
      Thread.sleep(period.toMillis());
      running = board.running();
    }
    if (json) {
      out.println("[]");
    } else {
      out.println("no run is at work (codestrata report --out FILE tells of the last)");
    }
  }

  static String json(List<RunStatus> running) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(running);
  }

  /** What a person sees of them. */
  static List<String> lines(List<RunStatus> running, long nowMillis) {
    List<String> lines = new ArrayList<>();
    for (RunStatus run : running) {
      double seconds = Math.max(0, nowMillis - run.startedAtMillis()) / 1e3;
      lines.add(
          "run      "
              + run.run()
              + (run.trace().equals(run.run()) ? "" : "  trace " + Printable.line(run.trace()))
              + "  for "
              + ProgressLine.clock(seconds));
      lines.add(
          run.total() == 0
              ? run.stage().isEmpty() ? "starting" : run.stage()
              : ProgressLine.of(
                  run.stage(), run.done(), run.total(), run.unit(), run.stageSeconds()));
      lines.add(
          String.format(
              Locale.ROOT,
              "so far   repositories %,d, %,d left%s; files %,d changed; chunks %,d new, %,d embedded;"
                  + " tokens %,d, $%.4f; failures %,d",
              run.repositories(),
              run.repositoriesLeft(),
              eta(run, seconds),
              run.filesChanged(),
              run.chunksNew(),
              run.chunksEmbedded(),
              run.tokens(),
              run.costUsd(),
              run.failures()));
    }
    return lines;
  }

  private static String eta(RunStatus run, double seconds) {
    return run.repositories() == 0 || run.repositoriesLeft() == 0
        ? ""
        : ", ETA " + ProgressLine.clock(run.repositoriesLeft() * seconds / run.repositories());
  }
}
