package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.Migrations;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.source.RepositorySources;
import io.codestrata.source.SourceException;
import io.codestrata.table.Lake;
import io.codestrata.table.LakeException;
import io.codestrata.table.RepositoryState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    PgTarget target = Server.of(config).start();
    ExecutorService background = Executors.newSingleThreadExecutor(JobThreads::daemon);
    try (SparkSession spark = Sessions.open(config);
        Connection connection = target.connect();
        RepositoryLocks repositories = new RepositoryLocks(connection, lakeId, progress)) {
      Migrations.apply(connection);
      // In the order in which runs take them, so that neither waits for what the other holds.
      if (purge) {
        waitForRuns(connection, lakeId, progress);
      }
      PgVectorSink.beginRun(connection);
      List<Lake> generations = generations(spark, lakeId);
      repositories.takeAll(
          leaving(states(generations), ids).stream().map(RepositoryState::repository).toList());
      try (LakeLock lock = LakeLock.take(connection, lakeId, progress)) {
        List<RepositoryState> all = states(generations);
        List<RepositoryState> leaving = leaving(all, ids);
        for (Lake generation : generations) {
          forget(generation, leaving, connection, target, background);
        }
        deleteClones(leaving, all.stream().filter(state -> !leaving.contains(state)).toList());
        if (purge) {
          Lake lake = generations.get(0);
          lake.chunks().purge(generations.stream().map(Lake::files).toList());
          lake.embeddings().purge(lake.chunks());
        }
        return leaving;
      }
    } finally {
      background.shutdownNow();
    }
  }

  private List<Lake> generations(SparkSession spark, String lakeId) throws LakeException {
    LakeGenerations all = new LakeGenerations(config, lakeId);
    List<Lake> generations = new ArrayList<>();
    for (String name : all.landed()) {
      generations.add(all.open(spark, name));
    }
    return generations;
  }

  /** Each repository once, whatever number of generations has it. */
  private static List<RepositoryState> states(List<Lake> generations) {
    Map<String, RepositoryState> byId = new LinkedHashMap<>();
    generations.forEach(
        lake ->
            lake.repositories()
                .all()
                .forEach(state -> byId.putIfAbsent(state.repository(), state)));
    return List.copyOf(byId.values());
  }

  private void forget(
      Lake lake,
      List<RepositoryState> leaving,
      Connection connection,
      PgTarget target,
      ExecutorService background)
      throws Exception {
    Set<String> ids = leaving.stream().map(RepositoryState::repository).collect(Collectors.toSet());
    Map<Boolean, List<RepositoryState>> own =
        lake.repositories().all().stream()
            .collect(Collectors.partitioningBy(state -> ids.contains(state.repository())));
    if (own.get(true).isEmpty()) {
      return;
    }
    RepositoryState newest = VerifyJob.newest(lake);
    delete(lake, own.get(true));
    new PublishJob(lake, target, newest.chunking(), newest.model(), background, progress)
        .run(connection, own.get(false));
    new VectorUpkeep(config, target, progress).run(connection, newest.model());
  }

  /** A run may count on chunks that no file refers to yet; held until the connection ends. */
  static void waitForRuns(Connection connection, String lakeId, Progress progress)
      throws SQLException {
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
    lake.land(leaving.stream().map(RepositoryState::withoutRoot).toList());
    lake.files().delete(ids);
    lake.merkleNodes().delete(ids);
    lake.forget(ids);
  }
}
