package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.table.Failure;
import io.codestrata.table.FailureCount;
import io.codestrata.table.FilesTable;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.LanguageSum;
import io.codestrata.table.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;

/** Gathers what the lake knows of one run and of those before it. Writes nothing. */
public final class ReportJob {
  private static final int MOST_FAILURES = 100;
  private static final int MOST_FILES = 20;

  private final PipelineConfig config;

  public ReportJob(PipelineConfig config) {
    this.config = config;
  }

  /**
   * What is known.
   *
   * @param run the run
   * @param runs up to it and with it, the oldest first
   * @param failureCounts all its failures by stage and kind
   * @param failures the first of them
   * @param estate the lake as the run left it; empty where Delta no longer keeps that version
   */
  public record Result(
      Run run,
      List<Run> runs,
      List<FailureCount> failureCounts,
      List<Failure> failures,
      Optional<Estate> estate) {}

  /**
   * All repositories of a lake together.
   *
   * @param skips reason to files that are left out for it
   * @param languages of what is indexed
   * @param largest files with the most chunks
   */
  public record Estate(
      Map<String, Long> skips, List<LanguageSum> languages, List<IndexedFile> largest) {}

  /**
   * Looks.
   *
   * @param named a run's id or how it begins; empty means the last run
   * @throws JobException when there is no such run
   */
  public Result run(Optional<String> named) throws Exception {
    String lakeId = LakeHistory.lakeId(config);
    try (SparkSession spark = Sessions.open(config)) {
      LakeGenerations generations = new LakeGenerations(config, lakeId);
      Lake lake = generations.open(spark, generations.current());
      List<Run> all = lake.runs().all();
      Run run = find(all, named);
      return new Result(
          run,
          all.subList(0, all.indexOf(run) + 1),
          lake.failures().counts(run.run()),
          lake.failures().of(run.run(), MOST_FAILURES),
          estate(lake.files(), run));
    }
  }

  private static Run find(List<Run> all, Optional<String> named) throws JobException {
    if (all.isEmpty()) {
      throw HistoryErrors.noRunYet();
    }
    if (named.isEmpty()) {
      return all.get(all.size() - 1);
    }
    List<Run> found = all.stream().filter(run -> run.run().startsWith(named.get())).toList();
    if (found.isEmpty()) {
      throw HistoryErrors.noRun(named.get(), all.stream().map(Run::run).toList());
    }
    if (found.size() > 1) {
      throw HistoryErrors.ambiguousRun(named.get());
    }
    return found.get(0);
  }

  private static Optional<Estate> estate(FilesTable files, Run run) {
    OptionalLong version = files.versionAt(run.updatedAt());
    if (version.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Estate(
              files.skips(version.getAsLong()),
              files.languages(version.getAsLong()),
              files.largest(version.getAsLong(), MOST_FILES)));
    } catch (RuntimeException e) {
      if (Lake.isGone(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
