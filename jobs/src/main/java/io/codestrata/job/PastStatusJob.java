package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.table.RepositoryState;
import io.codestrata.table.TableVersion;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Reads the repositories of the lake as they stood at a time. Writes nothing. */
public final class PastStatusJob {
  private final PipelineConfig config;

  public PastStatusJob(PipelineConfig config) {
    this.config = config;
  }

  /**
   * What was there.
   *
   * @param version of {@code repositories} that held
   * @param repositories by id
   */
  public record Result(TableVersion version, List<RepositoryState> repositories) {}

  /**
   * Looks back.
   *
   * @param moment a date, meaning its end, a time, or a version of the table of states
   * @throws JobException when the lake was not there yet, or is no longer kept
   */
  public Result run(String moment) throws Exception {
    String lakeId = LakeHistory.lakeId(config);
    try (SparkSession spark = Sessions.open(config)) {
      LakeHistory history = LakeHistory.open(spark, config, lakeId);
      TableVersion version = history.at(moment);
      return LakeHistory.look(
          HistoryErrors.timeGone(moment),
          () ->
              new Result(
                  version,
                  history.lake().repositories().all(version.version()).stream()
                      .sorted(Comparator.comparing(RepositoryState::repository))
                      .toList()));
    }
  }
}
