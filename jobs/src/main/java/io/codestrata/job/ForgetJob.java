package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.Migrations;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceException;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Takes repositories out of the lake and out of PostgreSQL. Commits go in an order that lets a
 * killed run be run again: first a state that says nothing of a repository is known for sure, then
 * its files and folders, then the state itself, then PostgreSQL, last the clones of URLs.
 */
public final class ForgetJob {
  private final PipelineConfig config;
  private final Progress progress;

  public ForgetJob(PipelineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * Forgets.
   *
   * @param ids of repositories, all known to the lake; further refs go with their repository
   * @param purge whether chunks and embeddings go as well that no file of the lake refers to any
   *     more; otherwise they are kept as the cache of later runs
   * @return the states as they were
   * @throws JobException when the lake does not know one of them; nothing is changed then
   */
  public List<RepositoryState> run(List<String> ids, boolean purge) throws Exception {
    DataFolder.prepare(config);
    String lakeId = Lake.prepare(config.lake(), Sessions.hadoop());
    EmbedderSettings settings = EmbedderSettings.of(config);
    PgTarget target = Server.of(config).start();
    ExecutorService background = Executors.newSingleThreadExecutor(JobThreads::daemon);
    try (SparkSession spark = Sessions.open(config);
        Connection connection = target.connect();
        RepositoryLocks repositories = new RepositoryLocks(connection, lakeId, progress)) {
      Migrations.apply(connection);
      // In the order in which runs take them, so that neither waits for what the other holds.
      if (purge) {
        waitForRuns(connection, lakeId);
      }
      PgVectorSink.beginRun(connection);
      Lake lake = Lake.open(spark, config.lake(), lakeId);
      repositories.takeAll(
          leaving(lake.repositories().all(), ids).stream()
              .map(RepositoryState::repository)
              .toList());
      ChunkRules rules = ChunkRules.of(config, settings.embeddingModel().key());
      PublishJob publish = new PublishJob(lake, target, rules, background, progress);
      try (LakeLock lock = LakeLock.take(connection, lakeId, progress)) {
        List<RepositoryState> all = lake.repositories().all();
        List<RepositoryState> leaving = leaving(all, ids);
        delete(lake, leaving);
        List<RepositoryState> staying =
            all.stream().filter(state -> !leaving.contains(state)).toList();
        publish.run(connection, staying);
        new VectorUpkeep(config, target, progress).run(connection, rules.model());
        deleteClones(leaving, staying);
        if (purge) {
          lake.chunks().purge(lake.files());
          lake.embeddings().purge(lake.chunks());
        }
        return leaving;
      }
    } finally {
      background.shutdownNow();
    }
  }

  /** A run may count on chunks that no file refers to yet; held until the connection ends. */
  private void waitForRuns(Connection connection, String lakeId) throws SQLException {
    NamedLock contents = new NamedLock(connection, NamedLock.CONTENTS, lakeId);
    if (!contents.tryTake()) {
      progress.note(JobErrors.contentsAreUsed());
      contents.take();
    }
  }

  /** Those of URLs that no repository of the lake comes from any more. */
  private void deleteClones(List<RepositoryState> leaving, List<RepositoryState> staying)
      throws SourceException {
    Set<String> origins =
        leaving.stream()
            .map(RepositoryState::origin)
            .collect(Collectors.toCollection(TreeSet::new));
    staying.forEach(state -> origins.remove(state.origin()));
    try (RepositorySources sources =
        new RepositorySources(SourceSettings.store(config), progress::note)) {
      for (String origin : origins) {
        if (!sources.forget(origin)) {
          progress.note(JobErrors.cloneInUse(origin));
        }
      }
    }
  }

  private static List<RepositoryState> leaving(List<RepositoryState> all, List<String> ids)
      throws JobException {
    Set<String> known = all.stream().map(RepositoryState::repository).collect(Collectors.toSet());
    List<String> unknown = ids.stream().filter(id -> !known.contains(id)).toList();
    if (!unknown.isEmpty()) {
      throw JobErrors.unknownRepositories(unknown);
    }
    Set<String> origins =
        all.stream()
            .filter(state -> state.defaultRef() && ids.contains(state.repository()))
            .map(RepositoryState::origin)
            .collect(Collectors.toSet());
    return all.stream()
        .filter(
            state ->
                ids.contains(state.repository())
                    || (!state.defaultRef() && origins.contains(state.origin())))
        .toList();
  }

  private static void delete(Lake lake, List<RepositoryState> leaving) {
    List<String> ids = leaving.stream().map(RepositoryState::repository).toList();
    lake.repositories().upsert(leaving.stream().map(RepositoryState::withoutRoot).toList());
    lake.files().delete(ids);
    lake.merkleNodes().delete(ids);
    lake.repositories().delete(ids);
  }
}
