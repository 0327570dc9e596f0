package io.codestrata.cli;

import io.codestrata.job.DiffJob;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code diff}: what changed between two indexed states of a repository. */
@Command(
    name = "diff",
    description = "Say what changed between two indexed states of a repository.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A state is latest, previous, the first digits of a revision (4 or more), a version of the"
          + " table repositories (up to 6 digits), a time (2026-05-04T10:30, in the local zone"
          + " unless it names one) or a date (its end). What Delta no longer keeps cannot be"
          + " compared. Renames with an edit (R050 to R099, as git diff -M counts) are found in git"
          + " repositories on this machine's disks; elsewhere only those of the same content."
    })
final class DiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "REPO", description = "Its id, path or URL.")
  private String repository;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "A",
      description = "The earlier state (previous).",
      defaultValue = "previous")
  private String from;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "B",
      description = "The later state (latest).",
      defaultValue = "latest")
  private String to;

  @Option(names = "--json", description = "Print one object.")
  private boolean json;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    DiffReport report = new DiffReport(new DiffJob(flags.read()).run(repository, from, to));
    if (json) {
      System.out.println(report.json());
    } else {
      report.printTo(System.out);
    }
    return Main.DONE;
  }
}
