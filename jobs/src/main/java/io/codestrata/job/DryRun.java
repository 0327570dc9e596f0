package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.source.RepositorySources;
import io.codestrata.table.Failure;
import io.codestrata.table.Lake;
import io.codestrata.table.Receipt;
import io.codestrata.table.RepositoryState;
import io.codestrata.table.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Reads and cuts as a run would, and says what it would embed. No server is started, nothing is
 * sent, and nothing is written but temporary files and clones of URLs.
 */
record DryRun(
    PipelineConfig config,
    EmbedderSettings settings,
    RepositorySources sources,
    RunFigures figures,
    Progress progress) {

  /** The repositories, once the lake is open. */
  interface Named {
    List<NamedRepository> of(Lake lake) throws Exception;
  }

  IndexResult of(Named repositories) throws Exception {
    StageClock clock = figures.clock();
    List<Failure> failures = figures.failures();
    // Refused where it is newer; a lake that is not there yet is an empty one.
    String lakeId = Lake.find(config.lake(), Sessions.hadoop()).orElse("");
    try (SparkSession spark = Sessions.open(config);
        ParseGuard guard =
            ParseGuard.of(config, Sessions.hadoop(), spark.sparkContext().isLocal())) {
      LakeGenerations generations = new LakeGenerations(config, lakeId);
      Lake lake =
          generations.open(spark, generations.ofDryRun(spark, settings.embeddingModel().key()));
      ChunkRules rules = ChunkRules.of(config, settings.embeddingModel().key());
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      ScanJob.Group scan =
          clock.time(
              StageClock.Stage.SNAPSHOT,
              () -> {
                List<NamedRepository> found = repositories.of(lake);
                Map<String, RepositoryState> states = RepositoryIds.byId(lake.repositories().all());
                Map<String, RepositoryState> elsewhere =
                    generations.elsewhere(spark, lake.generation());
                return new ScanJob(context, lake, sources, rules, config, progress, figures.run())
                    .all(RepositoryIds.assign(found, states, elsewhere), states);
              });
      failures.addAll(scan.failures());
      ChunkJob.Result cut =
          clock.time(
              StageClock.Stage.CHUNK,
              () -> new ChunkJob(context, lake, rules, guard, progress).run(scan.scans()));
      EmbedPlan plan =
          clock.time(
              StageClock.Stage.EMBED,
              () ->
                  EmbedPlan.of(
                      MissingTexts.of(
                          lake, cut.chunks(lake), cut.files(), settings.embeddingModel().key()),
                      settings,
                      SecretPolicy.of(config),
                      Accounts.limits(config)));
      ReadFiles read = ReadFiles.of(figures.run(), lake, cut.files(), List.of());
      failures.addAll(read.failures());
      figures.add(
          Snapshots.of(scan.scans(), read.rows()).totals(scan.hashed(), cut.freshCount()),
          List.of());
      Run row = figures.row(settings, rules, Receipt.NONE, 0, 0, Run.State.DONE);
      return new IndexResult(
          row, figures.totals().skippedByReason(), List.copyOf(failures), Optional.of(plan));
    }
  }
}
