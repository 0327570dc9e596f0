package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.table.Lake;
import io.codestrata.table.LakeException;
import io.codestrata.table.LakeTable;
import io.codestrata.table.Upkeep;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Keeps the lake small and fast. Readers go on: each has the files of the version it has opened,
 * which stay for days. A run that writes is waited for, since compaction rewrites what it changes.
 */
public final class MaintainJob {
  /** Delta's own bound: a reader or writer may take so long. */
  private static final int LEAST_DAYS = 7;

  private final PipelineConfig config;
  private final Progress progress;

  public MaintainJob(PipelineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * Compacts each table, then removes what no version of the last days needs.
   *
   * @param keepDays for how long older versions stay readable
   * @return what was done, a row for each table that has been made
   * @throws JobException for fewer days than are safe
   */
  public List<Upkeep> run(int keepDays) throws Exception {
    if (keepDays < LEAST_DAYS) {
      throw JobErrors.keepsTooLittle(keepDays, LEAST_DAYS);
    }
    DataFolder.prepare(config);
    String lakeId = Lake.prepare(config.lake(), Sessions.hadoop());
    try (SparkSession spark = Sessions.open(config);
        Connection connection = Server.of(config).start().connect();
        LakeLock lock = LakeLock.take(connection, lakeId, progress)) {
      List<LakeTable<?>> tables = tables(spark, lakeId);
      List<Upkeep> done = new ArrayList<>();
      progress.begin("maintain", tables.size(), "tables");
      for (LakeTable<?> table : tables) {
        done.add(table.maintain(Duration.ofDays(keepDays)));
        progress.reached(done.size());
      }
      progress.end();
      return done;
    }
  }

  /** Those of every generation, and those they share. */
  private List<LakeTable<?>> tables(SparkSession spark, String lakeId) throws LakeException {
    LakeGenerations generations = new LakeGenerations(config, lakeId);
    List<LakeTable<?>> tables = new ArrayList<>();
    for (String name : generations.landed()) {
      tables.addAll(generations.open(spark, name).own());
    }
    tables.addAll(generations.open(spark, Lake.FIRST_GENERATION).shared());
    return tables.stream().filter(LakeTable::exists).toList();
  }
}
