package io.codestrata.job;

import io.codestrata.pgvector.ChunkVector;
import io.codestrata.pgvector.ContentChunk;
import io.codestrata.pgvector.EmbeddingLookup;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.table.ChunksTable;
import io.codestrata.table.ContentKey;
import io.codestrata.table.EmbeddingsTable;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.StoredChunk;
import io.codestrata.table.StoredEmbedding;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * Brings chunks and embeddings from the lake into PostgreSQL, by executors, or by the driver what
 * it has still. They are invisible there until a file refers to them, and loading again what is
 * there changes nothing.
 *
 * @param model of the embeddings that are brought
 */
record ContentLoading(
    Lake lake, PgTarget target, String model, ExecutorService background, Progress progress) {

  /**
   * What a run that changes little has on the driver still, and need not read again.
   *
   * @param chunks whole contents' ones
   * @param embeddings of the loading's model
   */
  record InHand(List<StoredChunk> chunks, List<StoredEmbedding> embeddings) {
    static final InHand NOTHING = new InHand(List.of(), List.of());

    /** The chunks of these contents; empty where it has not all of them. */
    Optional<List<StoredChunk>> of(Map<ContentKey, Integer> counts) {
      List<StoredChunk> found =
          chunks.stream().filter(chunk -> counts.containsKey(chunk.content())).toList();
      long wanted = counts.values().stream().mapToLong(Integer::intValue).sum();
      return found.size() == wanted ? Optional.of(found) : Optional.empty();
    }
  }

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
    start(chunksOf(files)).await(stage);
  }

  /**
   * Begins to load what these files refer to, as far as search can find them.
   *
   * @param connection of a run that has begun, so that nothing it finds there goes
   */
  Started start(Connection connection, Collection<IndexedFile> files, InHand inHand)
      throws PgException {
    Map<ContentKey, Integer> chunksOf = chunksOf(files);
    Optional<List<StoredChunk>> chunks = inHand.of(chunksOf);
    if (chunks.isEmpty()) {
      return start(chunksOf);
    }
    Set<String> texts =
        chunks.get().stream()
            .map(StoredChunk::chunkHash)
            .collect(Collectors.toCollection(HashSet::new));
    List<StoredEmbedding> embeddings =
        inHand.embeddings().stream().filter(one -> texts.remove(one.chunkHash())).toList();
    texts.removeAll(EmbeddingLookup.known(connection, texts, model));
    return texts.isEmpty() ? start(chunksOf, chunks.get(), embeddings) : start(chunksOf);
  }

  private static Map<ContentKey, Integer> chunksOf(Collection<IndexedFile> files) {
    Map<ContentKey, Integer> chunksOf = new HashMap<>();
    files.stream()
        .filter(IndexedFile::isSearchable)
        .forEach(file -> chunksOf.put(file.content(), file.chunks()));
    return chunksOf;
  }

  /** By the driver. */
  private Started start(
      Map<ContentKey, Integer> chunksOf,
      List<StoredChunk> chunks,
      List<StoredEmbedding> embeddings) {
    LongAccumulator loaded = new LongAccumulator();
    return new Started(
        Set.copyOf(chunksOf.keySet()),
        chunks.size(),
        loaded,
        List.of(
            background.submit(
                () -> {
                  PgVectorSink.loadChunks(
                      target, chunks.stream().map(ContentLoading::contentChunk).iterator());
                  loaded.add(chunks.size());
                  PgVectorSink.loadEmbeddings(
                      target, embeddings.stream().map(ContentLoading::chunkVector).iterator());
                  return null;
                })),
        progress);
  }

  /** By executors, from the lake. */
  private Started start(Map<ContentKey, Integer> chunksOf) {
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
    return contentChunk(ChunksTable.decode(row));
  }

  private static ContentChunk contentChunk(StoredChunk stored) {
    ContentKey key = stored.content();
    return new ContentChunk(
        key.contentHash(), key.language(), key.chunking(), stored.chunkHash(), stored.chunk());
  }

  /** A row of the table of embeddings as it is published. */
  static ChunkVector chunkVector(Row row) {
    return chunkVector(EmbeddingsTable.decode(row));
  }

  private static ChunkVector chunkVector(StoredEmbedding stored) {
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
