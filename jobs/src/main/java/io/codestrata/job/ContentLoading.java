package io.codestrata.job;

import io.codestrata.pgvector.ChunkVector;
import io.codestrata.pgvector.ContentChunk;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.table.ChunksTable;
import io.codestrata.table.ContentKey;
import io.codestrata.table.EmbeddingsTable;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.StoredChunk;
import io.codestrata.table.StoredEmbedding;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Brings chunks and embeddings from the lake into PostgreSQL, by executors. They are invisible
 * there until a file refers to them, and loading again what is there changes nothing.
 *
 * @param model of the embeddings that are brought
 */
record ContentLoading(
    Lake lake, PgTarget target, String model, ExecutorService background, Progress progress) {

  /**
   * What is being loaded.
   *
   * @param contents that it is of
   * @param chunks how many
   * @param loaded how many of them so far
   * @param work that loads
   * @param progress told while somebody waits
   */
  record Started(
      Set<ContentKey> contents,
      long chunks,
      LongAccumulator loaded,
      List<Future<?>> work,
      Progress progress) {
    static final Started NOTHING =
        new Started(Set.of(), 0, new LongAccumulator(), List.of(), Progress.SILENT);

    /**
     * Waits for its end.
     *
     * @param stage whose progress it is
     */
    void await(String stage) throws Exception {
      if (work.isEmpty()) {
        return;
      }
      try (ProgressWatch watch = new ProgressWatch(progress, stage, chunks, "chunks", loaded)) {
        for (Future<?> one : work) {
          Futures.join(one);
        }
      }
    }
  }

  /**
   * Loads what these files refer to, as far as search can find them.
   *
   * @param stage whose progress it is
   */
  void load(String stage, Collection<IndexedFile> files) throws Exception {
    start(files).await(stage);
  }

  /** Begins to load what these files refer to, as far as search can find them. */
  Started start(Collection<IndexedFile> files) {
    Map<ContentKey, Integer> chunksOf = new HashMap<>();
    files.stream()
        .filter(IndexedFile::isSearchable)
        .forEach(file -> chunksOf.put(file.content(), file.chunks()));
    if (chunksOf.isEmpty()) {
      return Started.NOTHING;
    }
    long count = chunksOf.values().stream().mapToLong(Integer::intValue).sum();
    Dataset<Row> chunks = lake.chunks().of(chunksOf.keySet());
    LongAccumulator loaded = chunks.sparkSession().sparkContext().longAccumulator("chunks loaded");
    return new Started(
        Set.copyOf(chunksOf.keySet()),
        count,
        loaded,
        List.of(
            background.submit(() -> chunks.foreachPartition(new LoadChunks(target, loaded))),
            background.submit(
                () ->
                    lake.embeddings()
                        .of(chunks, count, model)
                        .foreachPartition(new LoadEmbeddings(target)))),
        progress);
  }

  /** Loads one partition's chunks over a connection of its own. */
  private record LoadChunks(PgTarget target, LongAccumulator loaded)
      implements ForeachPartitionFunction<Row> {
    @Override
    public void call(Iterator<Row> rows) throws Exception {
      if (rows.hasNext()) {
        PgVectorSink.loadChunks(target, mapped(rows, this::counted));
      }
    }

    private ContentChunk counted(Row row) {
      loaded.add(1);
      return contentChunk(row);
    }
  }

  /** Loads one partition's embeddings over a connection of its own. */
  private record LoadEmbeddings(PgTarget target) implements ForeachPartitionFunction<Row> {
    @Override
    public void call(Iterator<Row> rows) throws Exception {
      if (rows.hasNext()) {
        PgVectorSink.loadEmbeddings(target, mapped(rows, ContentLoading::chunkVector));
      }
    }
  }

  /** A row of the table of chunks as it is published. */
  static ContentChunk contentChunk(Row row) {
    StoredChunk stored = ChunksTable.decode(row);
    ContentKey key = stored.content();
    return new ContentChunk(
        key.contentHash(), key.language(), key.chunking(), stored.chunkHash(), stored.chunk());
  }

  /** A row of the table of embeddings as it is published. */
  static ChunkVector chunkVector(Row row) {
    StoredEmbedding stored = EmbeddingsTable.decode(row);
    return new ChunkVector(stored.chunkHash(), stored.model(), stored.vector());
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
