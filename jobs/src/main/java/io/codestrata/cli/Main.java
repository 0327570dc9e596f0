package io.codestrata.cli;

import io.codestrata.config.ConfigException;
import io.codestrata.job.JobException;
import io.codestrata.pgvector.PgException;
import io.codestrata.quality.QualityException;
import io.codestrata.source.SourceException;
import io.codestrata.table.LakeException;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Entry point. Holds the exit codes and the only {@code System.exit}: 0 done, 1 failed, 2 wrong
 * usage or configuration, 3 done with failures listed.
 */
public final class Main {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int DONE_WITH_FAILURES = 3;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs one command and gives its exit code; output goes to the standard streams. */
  static int run(String... arguments) {
    CommandLine commands = new CommandLine(new Codestrata());
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler(Main::explain);
    commands.setParameterExceptionHandler(
        (problem, args) -> {
          PrintWriter err = problem.getCommandLine().getErr();
          err.println("codestrata: " + problem.getMessage() + " (--help lists what there is)");
          err.flush();
          return USAGE;
        });
    return commands.execute(arguments);
  }

  /** Says what stopped a command, as standard error is to be. */
  private static void say(PrintWriter err, String message, Exception problem) {
    if (Logging.isJson()) {
      LoggerFactory.getLogger("io.codestrata.cli").error(message, problem);
    } else {
      err.println("codestrata: " + message);
    }
  }

  private static int explain(
      Exception problem, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    int code =
        problem instanceof ConfigException
                || problem instanceof SourceException
                || problem instanceof QualityException
                || (problem instanceof JobException job && job.kind() == JobException.Kind.USAGE)
                || (problem instanceof PgException database && database.isConfiguration())
            ? USAGE
            : FAILED;
    boolean known =
        problem instanceof ConfigException
            || problem instanceof SourceException
            || problem instanceof QualityException
            || problem instanceof JobException
            || problem instanceof PgException
            || problem instanceof LakeException;
    if (known) {
      say(err, problem.getMessage(), problem);
    } else {
      Throwable root = problem;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      say(
          err,
          "stopped by an unexpected fault: "
              + root.getClass().getSimpleName()
              + ": "
              + String.valueOf(root.getMessage()).lines().findFirst().orElse("")
              + " (run again; what was committed is kept. --verbose shows the trace)",
          problem);
    }
    if (Codestrata.verbose(parsed) && !Logging.isJson()) {
      problem.printStackTrace(err);
    }
    err.flush();
    return code;
  }
}
