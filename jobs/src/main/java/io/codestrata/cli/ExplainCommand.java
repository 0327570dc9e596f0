package io.codestrata.cli;

import io.codestrata.job.ExplainJob;
import io.codestrata.job.Explanation;
import io.codestrata.source.SourceKind;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}: what becomes of a file, and why. */
@Command(
    name = "explain",
    description =
        "Say what happens to a file and why, and show its chunks; of a folder, its skips.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PATH", description = "File or folder in a work tree or any folder.")
  private Path path;

  @Option(
      names = "--source",
      paramLabel = "auto|git|folder",
      description = "As index reads it: git from its commit, folder as files lie (auto).",
      defaultValue = "AUTO")
  private SourceKind source;

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      description = "What index is given (nearest git work tree, else PATH's own folder).")
  private Path root;

  @Option(names = "--text", description = "Print chunks whole.")
  private boolean text;

  @Option(names = "--json", description = "Print one object.")
  private boolean json;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    Explanation explanation =
        new ExplainJob(flags.read(), note -> System.err.println("codestrata: " + note))
            .run(path, source, Optional.ofNullable(root));
    if (json) {
      System.out.println(ExplanationJson.of(explanation));
    } else {
      new ExplanationPrinter(System.out, text).print(explanation);
    }
    return Main.DONE;
  }
}
