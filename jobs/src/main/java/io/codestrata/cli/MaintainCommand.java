package io.codestrata.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.MaintainJob;
import io.codestrata.table.Upkeep;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code maintain}: keeps the lake's tables small and fast. */
@Command(
    name = "maintain",
    description =
        "Compact the lake's tables and remove the files of versions older than --keep. Runs beside"
            + " readers; waits for a run that writes.",
    mixinStandardHelpOptions = true)
final class MaintainCommand implements Callable<Integer> {
  @Option(
      names = "--keep",
      paramLabel = "DAYS",
      description = "Days for which older versions stay readable, at least 7 (lake.retention).")
  private Integer days;

  @Option(names = "--json", description = "Print an array of objects, one a table.")
  private boolean json;

  @Mixin private ConfigFlags flags;

  @Override
  public Integer call() throws Exception {
    PipelineConfig config = flags.read();
    int keep = days == null ? (int) config.number(Options.RETENTION) : days;
    List<Upkeep> done = new MaintainJob(config, ConfigFlags.progress()).run(keep);
    if (json) {
      System.out.println(json(done));
      return Main.DONE;
    }
    System.out.printf(
        Locale.ROOT,
        "%-14s %8s %8s %10s %10s %8s%n",
        "table",
        "files",
        "before",
        "MiB",
        "before",
        "removed");
    for (Upkeep table : done) {
      System.out.printf(
          Locale.ROOT,
          "%-14s %,8d %,8d %,10.1f %,10.1f %,8d%n",
          table.table(),
          table.filesAfter(),
          table.filesBefore(),
          table.bytesAfter() / 1048576.0,
          table.bytesBefore() / 1048576.0,
          table.filesRemoved());
    }
    return Main.DONE;
  }

  private static String json(List<Upkeep> done) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode tables = mapper.createArrayNode();
    for (Upkeep table : done) {
      tables
          .addObject()
          .put("table", table.table())
          .put("filesBefore", table.filesBefore())
          .put("filesAfter", table.filesAfter())
          .put("bytesBefore", table.bytesBefore())
          .put("bytesAfter", table.bytesAfter())
          .put("filesRemoved", table.filesRemoved());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(tables);
  }
}
