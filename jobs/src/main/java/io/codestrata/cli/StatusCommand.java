package io.codestrata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.PastStatusJob;
import io.codestrata.job.RunBoard;
import io.codestrata.job.StatusJob;
import io.codestrata.pgvector.RepositoryRow;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: what is indexed and published. */
@Command(
    name = "status",
    description = "Show what is indexed and published, and where it lies.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description =
          "Show the lake's repositories as they stood: at a date (its end), a time"
              + " (2026-05-04T10:30, in the local zone unless it names one) or a version of the"
              + " table repositories. Starts Spark.")
  private String asOf;

  @Option(
      names = "--watch",
      arity = "0..1",
      fallbackValue = "2",
      paramLabel = "SECONDS",
      description =
          "Say how far the runs of this data folder are, again every so many seconds (2), until none"
              + " is at work; with --json, an array a line.")
  private Integer watchSeconds;

  @Option(names = "--json", description = "Print one object.")
  private boolean json;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    PipelineConfig config = flags.read();
    if (watchSeconds != null) {
      new RunWatch(RunBoard.of(config), System.out, json)
          .run(Duration.ofSeconds(Math.max(1, watchSeconds)));
      return Main.DONE;
    }
    if (asOf != null) {
      PastStatusReport past = new PastStatusReport(new PastStatusJob(config).run(asOf));
      if (json) {
        System.out.println(past.json());
      } else {
        past.printTo(System.out);
      }
      return Main.DONE;
    }
    StatusJob.Result status = new StatusJob(config).run();
    if (json) {
      System.out.println(json(config, status));
    } else {
      print(config, status, System.out);
    }
    return Main.DONE;
  }

  private static void print(PipelineConfig config, StatusJob.Result status, PrintStream out) {
    row(out, "data folder", config.dataFolder().toString());
    row(out, "lake", config.lake());
    row(out, "server", status.server());
    status
        .published()
        .ifPresentOrElse(
            state -> {
              row(
                  out,
                  "versions",
                  "PostgreSQL " + state.serverVersion() + ", pgvector " + state.pgvectorVersion());
              state
                  .checkpoints()
                  .forEach(
                      point ->
                          row(
                              out,
                              "published",
                              "version "
                                  + point.tableVersion()
                                  + " of files, "
                                  + point.model()
                                  + ", "
                                  + point.chunking()));
              row(
                  out,
                  "index",
                  String.format(
                      Locale.ROOT,
                      "%,d files, %,d chunks, %,d embeddings",
                      state.files(),
                      state.chunks(),
                      state.embeddings()));
              state
                  .repositories()
                  .forEach(
                      repository ->
                          row(
                              out,
                              repository.defaultRef() ? "repository" : "further ref",
                              place(repository)));
            },
            () -> row(out, "published", "nothing yet (codestrata index PATH_OR_GIT_URL)"));
  }

  private static String place(RepositoryRow repository) {
    return Printable.line(
        repository.id()
            + "  "
            + repository.ref()
            + " "
            + repository.revision()
            + "  indexed "
            + repository.indexedAt()
            + (repository.visibility().isEmpty() ? "" : "  " + repository.visibility()));
  }

  private static String json(PipelineConfig config, StatusJob.Result status) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode object =
        mapper
            .createObjectNode()
            .put("data", config.dataFolder().toString())
            .put("lake", config.lake())
            .put("server", status.server())
            .put("published", status.published().isPresent());
    var repositories = object.putArray("repositories");
    status
        .published()
        .ifPresent(
            state -> {
              object
                  .put("files", state.files())
                  .put("chunks", state.chunks())
                  .put("embeddings", state.embeddings());
              state
                  .repositories()
                  .forEach(
                      repository ->
                          repositories
                              .addObject()
                              .put("repository", repository.id())
                              .put("origin", repository.origin())
                              .put("ref", repository.ref())
                              .put("defaultRef", repository.defaultRef())
                              .put("revision", repository.revision())
                              .put("indexedAt", repository.indexedAt().toString())
                              .put("visibility", repository.visibility()));
            });
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(object);
  }

  static void row(PrintStream out, String name, String value) {
    out.printf(Locale.ROOT, "%-12s %s%n", name, value);
  }
}
