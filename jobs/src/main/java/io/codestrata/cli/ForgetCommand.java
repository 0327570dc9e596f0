package io.codestrata.cli;

import io.codestrata.job.ForgetJob;
import io.codestrata.table.RepositoryState;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code forget}: takes repositories out of the index. */
@Command(
    name = "forget",
    description = "Take repositories out of the lake and of search.",
    mixinStandardHelpOptions = true)
final class ForgetCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "REPOSITORY",
      description =
          "Whole id, as codestrata status lists it; further refs (ID@REF) go with it, or alone.")
  private List<String> ids;

  @Option(
      names = "--purge",
      description =
          "Delete chunks and embeddings too that no file refers to any more; kept without it, they"
              + " make indexing the same code again free.")
  private boolean purge;

  @Mixin private MasterFlag master;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    for (RepositoryState gone :
        new ForgetJob(flags.read(master.settings()), ConfigFlags.progress()).run(ids, purge)) {
      System.err.printf("forgot %s: %d files%n", gone.repository(), gone.files());
    }
    return Main.DONE;
  }
}
