package io.codestrata.job;

import io.codestrata.pgvector.Checkpoint;
import io.codestrata.pgvector.ChunkVector;
import io.codestrata.pgvector.ContentChunk;
import io.codestrata.pgvector.FileKey;
import io.codestrata.pgvector.FileRow;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.pgvector.Publication;
import io.codestrata.pgvector.RepositoryRow;
import io.codestrata.table.ChunksTable;
import io.codestrata.table.ContentKey;
import io.codestrata.table.EmbeddingsTable;
import io.codestrata.table.FileChanges;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import io.codestrata.table.StoredChunk;
import io.codestrata.table.StoredEmbedding;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * The publish stage: brings PostgreSQL from the version of {@code files} it has reached to the
 * newest one. Contents go first, by executors, and are invisible; the files that point to them
 * change in one transaction with the version.
 */
final class PublishJob {
  private final Lake lake;
  private final PgTarget target;
  private final String chunking;
  private final String model;
  private final ExecutorService background;
  private final Progress progress;

  PublishJob(
      Lake lake, PgTarget target, ChunkRules rules, ExecutorService background, Progress progress) {
    this.lake = lake;
    this.target = target;
    this.chunking = rules.chunking();
    this.model = rules.model();
    this.background = background;
    this.progress = progress;
  }

  /**
   * @param connection the driver's, its schema migrated
   * @param repositories the state of each repository of the lake
   */
  void run(Connection connection, List<RepositoryState> repositories) throws Exception {
    Optional<Checkpoint> checkpoint = PgVectorSink.checkpoint(connection, lake.id());
    long reached = checkpoint.map(Checkpoint::tableVersion).orElse(-1L);
    long newest = lake.files().version();
    List<RepositoryRow> rows = repositories.stream().map(PublishJob::repositoryRow).toList();
    boolean whole = checkpoint.isEmpty();
    boolean filesMoved = whole || reached < newest;
    // A commit that changes no file still moves its repository's revision.
    List<RepositoryRow> published = PgVectorSink.repositories(connection, lake.id());
    if (!filesMoved && Set.copyOf(rows).equals(Set.copyOf(published))) {
      return;
    }
    FileChanges changes = FileChanges.NONE;
    if (filesMoved) {
      changes = whole ? lake.files().snapshot() : lake.files().changesAfter(reached, newest);
    }
    loadContents(changes);
    PgVectorSink.publish(
        connection,
        new Publication(
            lake.id(),
            reached,
            newest,
            model,
            chunking,
            whole,
            changes.upserts().stream()
                .filter(PublishJob::visible)
                .map(PublishJob::fileRow)
                .iterator(),
            Stream.concat(
                    changes.deletes().stream()
                        .map(key -> new FileKey(key.repository(), key.path())),
                    changes.upserts().stream()
                        .filter(file -> !visible(file))
                        .map(file -> new FileKey(file.repository(), file.path())))
                .iterator(),
            rows,
            forgotten(published, rows)));
  }

  /** Repositories the lake no longer knows, also where the run that forgot them was killed. */
  private static List<String> forgotten(List<RepositoryRow> published, List<RepositoryRow> rows) {
    Set<String> known = rows.stream().map(RepositoryRow::id).collect(Collectors.toSet());
    return published.stream().map(RepositoryRow::id).filter(id -> !known.contains(id)).toList();
  }

  private void loadContents(FileChanges changes) throws Exception {
    Map<ContentKey, Integer> chunksOf = new HashMap<>();
    changes.upserts().stream()
        .filter(PublishJob::visible)
        .forEach(
            file ->
                chunksOf.put(
                    new ContentKey(file.contentHash(), file.language(), file.chunking()),
                    file.chunks()));
    if (chunksOf.isEmpty()) {
      return;
    }
    long count = chunksOf.values().stream().mapToLong(Integer::intValue).sum();
    Dataset<Row> chunks = lake.chunks().of(chunksOf.keySet());
    LongAccumulator loaded = chunks.sparkSession().sparkContext().longAccumulator("chunks loaded");
    Future<?> vectors =
        background.submit(
            () -> lake.embeddings().of(chunks, model).foreachPartition(new LoadEmbeddings(target)));
    try (ProgressWatch watch = new ProgressWatch(progress, "publish", count, "chunks", loaded)) {
      chunks.foreachPartition(new LoadChunks(target, loaded));
      Futures.join(vectors);
    }
  }

  /** A file that was left out has nothing to find, and what it was before is out of date. */
  private static boolean visible(IndexedFile file) {
    return file.status().equals(IndexedFile.INDEXED) && file.chunks() > 0;
  }

  private static FileRow fileRow(IndexedFile file) {
    return new FileRow(
        file.repository(),
        file.path(),
        file.contentHash(),
        file.language(),
        file.chunking(),
        file.model(),
        file.size());
  }

  private static RepositoryRow repositoryRow(RepositoryState state) {
    return new RepositoryRow(
        state.repository(),
        state.origin(),
        state.ref(),
        state.revision(),
        state.indexedAt(),
        state.defaultRef(),
        state.visibility());
  }

  /** Loads one partition's chunks over a connection of its own. */
  private record LoadChunks(PgTarget target, LongAccumulator loaded)
      implements ForeachPartitionFunction<Row> {
    @Override
    public void call(Iterator<Row> rows) throws Exception {
      if (rows.hasNext()) {
        try (Connection connection = target.connect()) {
          PgVectorSink.loadChunks(connection, mapped(rows, this::contentChunk));
        }
      }
    }

    private ContentChunk contentChunk(Row row) {
      loaded.add(1);
      StoredChunk stored = ChunksTable.decode(row);
      ContentKey key = stored.content();
      return new ContentChunk(
          key.contentHash(), key.language(), key.chunking(), stored.chunkHash(), stored.chunk());
    }
  }

  /** Loads one partition's embeddings over a connection of its own. */
  private record LoadEmbeddings(PgTarget target) implements ForeachPartitionFunction<Row> {
    @Override
    public void call(Iterator<Row> rows) throws Exception {
      if (rows.hasNext()) {
        try (Connection connection = target.connect()) {
          PgVectorSink.loadEmbeddings(connection, mapped(rows, LoadEmbeddings::chunkVector));
        }
      }
    }

    private static ChunkVector chunkVector(Row row) {
      StoredEmbedding stored = EmbeddingsTable.decode(row);
      return new ChunkVector(stored.chunkHash(), stored.model(), stored.vector());
    }
  }

  private static <T> Iterator<T> mapped(Iterator<Row> rows, Function<Row, T> mapping) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public T next() {
        return mapping.apply(rows.next());
      }
    };
  }
}
