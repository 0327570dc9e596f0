package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.job.RollbackJob;
import io.codestrata.table.RepositoryState;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rollback}: brings a repository back to an indexed state. */
@Command(
    name = "rollback",
    description =
        "Bring a repository back to a state it was indexed at, in the lake and in search. Reads"
            + " nothing from the repository and embeds nothing; the next index moves it on again.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A state is previous, the first digits of a revision (4 or more), a version of the table"
          + " repositories (up to 6 digits), a time (2026-05-04T10:30, in the local zone unless it"
          + " names one) or a date (its end)."
    })
final class RollbackCommand implements Callable<Integer> {
  @Parameters(paramLabel = "REPO", description = "Its id, path or URL.")
  private String repository;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "STATE",
      description = "The state that is to hold again.")
  private String state;

  @Option(names = "--json", description = "Print one object.")
  private boolean json;

  @Mixin private MasterFlag master;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    RollbackJob.Result done =
        new RollbackJob(flags.read(master.settings()), ConfigFlags.progress())
            .run(repository, state);
    if (json) {
      System.out.println(json(done));
    } else {
      RepositoryState to = done.to().state();
      System.out.printf(
          Locale.ROOT,
          "%s is as it was indexed at %s%s: %,d files restored, %,d removed; the next index moves"
              + " it on again%n",
          to.repository(),
          to.indexedAt(),
          to.revision().isEmpty() ? "" : " (" + to.revision() + ")",
          done.filesRestored(),
          done.filesRemoved());
    }
    return Main.DONE;
  }

  private static String json(RollbackJob.Result done) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    RepositoryState to = done.to().state();
    return mapper
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(
            mapper
                .createObjectNode()
                .put("repository", to.repository())
                .put("fromRevision", done.from().revision())
                .put("toRevision", to.revision())
                .put("toVersion", done.to().version())
                .put("indexedAt", to.indexedAt().toString())
                .put("files", to.files())
                .put("chunks", to.chunks())
                .put("filesRestored", done.filesRestored())
                .put("filesRemoved", done.filesRemoved()));
  }
}
