package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.Migrations;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.table.ContentKey;
import io.codestrata.table.FileKey;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.IndexedState;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Brings one repository back to a state that the lake has seen, in new commits, and PostgreSQL
 * after it. Nothing is read from the repository and nothing embedded. Commits go in an order that
 * lets a killed run be made good by the next index: first a state that says nothing of the
 * repository is known for sure, then its files, its folders, and the state.
 */
public final class RollbackJob {
  private final PipelineConfig config;
  private final Progress progress;

  public RollbackJob(PipelineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * What was done.
   *
   * @param from the state before
   * @param to the state that holds again
   * @param filesRestored files that are again as they were
   * @param filesRemoved files that came later
   */
  public record Result(
      RepositoryState from, IndexedState to, long filesRestored, long filesRemoved) {}

  /** Rows of {@code files} to write and to take away. */
  private record Changes(List<IndexedFile> upserts, List<FileKey> deletes) {}

  /**
   * Rolls back.
   *
   * @param repository its id, the end of the id after a slash, its path or its URL
   * @param state see {@link StateNames}
   * @throws JobException when the lake does not know the repository or the state, or has not all of
   *     it any more; nothing is changed then
   */
  public Result run(String repository, String state) throws Exception {
    LakeHistory.lakeId(config);
    DataFolder.prepare(config);
    String lakeId = Lake.prepare(config.lake(), Sessions.hadoop());
    PgTarget target = Server.of(config).start();
    ExecutorService background = Executors.newSingleThreadExecutor(JobThreads::daemon);
    try (SparkSession spark = Sessions.open(config);
        Connection connection = target.connect();
        RepositoryLocks repositories = new RepositoryLocks(connection, lakeId, progress)) {
      Migrations.apply(connection);
      PgVectorSink.beginRun(connection);
      LakeHistory history = LakeHistory.open(spark, config, lakeId);
      repositories.take(history.current(repository).repository());
      try (LakeLock lock = LakeLock.take(connection, lakeId, progress)) {
        return rollBack(history, target, connection, repository, state, background);
      }
    } finally {
      background.shutdownNow();
    }
  }

  private Result rollBack(
      LakeHistory history,
      PgTarget target,
      Connection connection,
      String repository,
      String state,
      ExecutorService background)
      throws Exception {
    Lake lake = history.lake();
    RepositoryState from = history.current(repository);
    IndexedState to = history.states(from.repository()).find(state);
    if (!to.state().model().equals(from.model())) {
      throw HistoryErrors.otherModel(to, from.model());
    }
    Changes changes =
        LakeHistory.look(
            HistoryErrors.stateGone(from.repository()),
            () -> {
              Changes found = changes(history, to);
              commit(history, from, to, found);
              return found;
            });
    new PublishJob(lake, target, ChunkRules.of(config, from.model()), background, progress)
        .run(connection, lake.repositories().all());
    return new Result(from, to, changes.upserts().size(), changes.deletes().size());
  }

  private static Changes changes(LakeHistory history, IndexedState to) throws JobException {
    Lake lake = history.lake();
    String id = to.state().repository();
    List<IndexedFile> then = lake.files().of(id, history.files(to));
    requireChunks(lake, to, then);
    List<IndexedFile> now = lake.files().of(id);
    Set<IndexedFile> same = new HashSet<>(now);
    Set<String> paths = then.stream().map(IndexedFile::path).collect(Collectors.toSet());
    return new Changes(
        then.stream().filter(file -> !same.contains(file)).toList(),
        now.stream()
            .map(IndexedFile::path)
            .filter(path -> !paths.contains(path))
            .map(path -> new FileKey(id, path))
            .toList());
  }

  /** A purge takes a chunk before its embedding: where the chunks are, the embeddings are. */
  private static void requireChunks(Lake lake, IndexedState to, List<IndexedFile> files)
      throws JobException {
    List<IndexedFile> searchable = files.stream().filter(IndexedFile::isSearchable).toList();
    Map<ContentKey, Integer> known =
        lake.chunks().counts(searchable.stream().map(IndexedFile::content).distinct().toList());
    long missing =
        searchable.stream()
            .filter(file -> known.getOrDefault(file.content(), 0) < file.chunks())
            .count();
    if (missing > 0) {
      throw HistoryErrors.chunksGone(to, missing);
    }
  }

  private static void commit(
      LakeHistory history, RepositoryState from, IndexedState to, Changes changes)
      throws JobException {
    Lake lake = history.lake();
    long nodes = history.merkleNodes(to);
    lake.land(List.of(from.withoutRoot()));
    lake.files().apply(changes.upserts(), changes.deletes(), false);
    lake.merkleNodes().restore(from.repository(), nodes);
    lake.land(List.of(to.state()));
  }
}
