package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.job.VerifyJob;
import io.codestrata.pgvector.TableDifference;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: compares what is published with the lake. */
@Command(
    name = "verify",
    description =
        "Compare PostgreSQL with the lake at the version it has reached: files, chunks, embeddings"
            + " and repositories, row by row, by hashes. Exit code 3 where they differ.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Option(
      names = "--repair",
      description =
          "Publish what differs again from the lake and compare once more; what is wrong is not"
              + " found by searches meanwhile.")
  private boolean repair;

  @Option(names = "--json", description = "Print one object.")
  private boolean json;

  @Mixin private MasterFlag master;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    VerifyJob.Result found =
        new VerifyJob(flags.read(master.settings()), ConfigFlags.progress()).run(repair);
    if (json) {
      System.out.println(json(found));
    } else {
      print(found, System.out);
    }
    return found.isEqual() ? Main.DONE : Main.DONE_WITH_FAILURES;
  }

  private static void print(VerifyJob.Result found, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-14s %12s %12s %10s %10s %10s%n",
        "table",
        "lake",
        "PostgreSQL",
        "missing",
        "surplus",
        "different");
    for (TableDifference table : found.tables()) {
      out.printf(
          Locale.ROOT,
          "%-14s %,12d %,12d %,10d %,10d %,10d%n",
          table.table(),
          table.lake(),
          table.published(),
          table.missing(),
          table.surplus(),
          table.different());
    }
    found.repositories().forEach(id -> out.println("differs: " + Printable.line(id)));
    out.printf(
        Locale.ROOT,
        "version %d of files: %s%n",
        found.version(),
        found.isEqual()
            ? found.mended() ? "repaired, PostgreSQL equals the lake" : "PostgreSQL equals the lake"
            : "PostgreSQL differs (codestrata verify --repair makes it equal)");
  }

  private static String json(VerifyJob.Result found) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode object =
        mapper
            .createObjectNode()
            .put("version", found.version())
            .put("equal", found.isEqual())
            .put("repaired", found.mended());
    var tables = object.putArray("tables");
    for (TableDifference table : found.tables()) {
      tables
          .addObject()
          .put("table", table.table())
          .put("lake", table.lake())
          .put("published", table.published())
          .put("missing", table.missing())
          .put("surplus", table.surplus())
          .put("different", table.different());
    }
    found.repositories().forEach(object.putArray("repositories")::add);
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(object);
  }
}
