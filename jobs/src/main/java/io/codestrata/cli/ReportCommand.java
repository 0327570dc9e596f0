package io.codestrata.cli;

import io.codestrata.config.PipelineConfig;
import io.codestrata.job.ReportJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: one run as a page. */
@Command(
    name = "report",
    description =
        "Write a page about one run: stages and rates, what was skipped and what failed, spend,"
            + " languages, and its place among earlier runs.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "RUN",
      description = "A run's id in the table runs, or how it begins (the last run).")
  private String run;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The page; it needs nothing else.")
  private Path out;

  @Spec private CommandSpec spec;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    PipelineConfig config = flags.read();
    String page = ReportPage.of(new ReportJob(config).run(Optional.ofNullable(run)));
    try {
      Files.writeString(out, page);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(),
          "cannot write " + out + ": " + e.getClass().getSimpleName() + " (name another file)",
          new UncheckedIOException(e));
    }
    return Main.DONE;
  }
}
