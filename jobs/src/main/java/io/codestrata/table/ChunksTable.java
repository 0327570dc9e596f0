package io.codestrata.table;

import io.codestrata.chunk.Chunk;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** {@code chunks}: keyed by content, shared by every repository and path that holds it. */
public final class ChunksTable extends LakeTable<StoredChunk> {
  private static final StructType SCHEMA =
      Schemas.of(
          Schemas.text("content_hash"),
          Schemas.text("language"),
          Schemas.text("chunking"),
          Schemas.integer("ordinal"),
          Schemas.text("chunk_hash"),
          Schemas.text("kind"),
          Schemas.text("symbol"),
          Schemas.text("breadcrumb"),
          Schemas.integer("start_byte"),
          Schemas.integer("end_byte"),
          Schemas.integer("start_line"),
          Schemas.integer("end_line"),
          Schemas.integer("tokens"),
          Schemas.text("text"),
          Schemas.text("signature"),
          Schemas.texts("definitions"),
          Schemas.texts("references"));
  private static final StructType KEY_SCHEMA =
      Schemas.of(Schemas.text("content_hash"), Schemas.text("language"), Schemas.text("chunking"));

  ChunksTable(SparkSession spark, String lake) {
    super(spark, lake, "chunks");
  }

  /**
   * Adds chunks that were found to be new at a version. Files are few and sorted by content, since
   * each later run looks some contents up: a file for each task, unsorted, made that take seconds.
   */
  public void land(JavaRDD<StoredChunk> fresh, long foundAt) {
    int files = Math.min(fresh.getNumPartitions(), 2 * fresh.context().defaultParallelism());
    insertNew(rows(fresh.coalesce(files)).sortWithinPartitions("content_hash", "ordinal"), foundAt);
  }

  /** The same of few chunks that the driver holds. */
  public void land(List<StoredChunk> fresh, long foundAt) {
    insertNew(
        fresh.stream()
            .sorted(
                Comparator.comparing((StoredChunk chunk) -> chunk.content().contentHash())
                    .thenComparing(chunk -> chunk.chunk().ordinal()))
            .toList(),
        foundAt);
  }

  /** How many chunks each of these contents has, under every chunking the lake knows it by. */
  public Map<ContentKey, Integer> known(Collection<String> contentHashes) {
    if (contentHashes.isEmpty()) {
      return Map.of();
    }
    Optional<List<Row>> rows =
        onDriver()
            .rows(
                Map.of("content_hash", Set.copyOf(contentHashes)),
                "content_hash",
                "language",
                "chunking",
                "ordinal")
            .rows();
    if (rows.isEmpty()) {
      return counted(wanted(contentHashes));
    }
    Map<ContentKey, Integer> counts = new HashMap<>();
    rows.get()
        .forEach(
            row ->
                counts.merge(
                    new ContentKey(row.getString(0), row.getString(1), row.getString(2)),
                    row.getInt(3) + 1,
                    Math::max));
    return counts;
  }

  /** How many chunks each of these contents has, for those the lake knows. */
  public Map<ContentKey, Integer> counts(Collection<ContentKey> contents) {
    return counted(of(contents));
  }

  private static Map<ContentKey, Integer> counted(Dataset<Row> chunks) {
    Map<ContentKey, Integer> counts = new HashMap<>();
    chunks
        .groupBy("content_hash", "language", "chunking")
        .agg(functions.max("ordinal"))
        .collectAsList()
        .forEach(
            row ->
                counts.put(
                    new ContentKey(row.getString(0), row.getString(1), row.getString(2)),
                    row.getInt(3) + 1));
    return counts;
  }

  /** Few are looked up by the files' statistics, without a join. */
  private Dataset<Row> wanted(Collection<String> contentHashes) {
    if (contentHashes.size() <= FEW) {
      return having(read(), "content_hash", Set.copyOf(contentHashes));
    }
    Dataset<Row> wanted =
        spark().createDataset(List.copyOf(contentHashes), Encoders.STRING()).toDF("content_hash");
    return read().join(functions.broadcast(wanted), "content_hash");
  }

  /** The chunks of these contents. */
  public Dataset<Row> of(Collection<ContentKey> contents) {
    if (!contents.isEmpty() && contents.size() <= FEW) {
      return read().where(isOneOf(contents));
    }
    List<Row> keys =
        contents.stream()
            .map(key -> RowFactory.create(key.contentHash(), key.language(), key.chunking()))
            .toList();
    return read()
        .join(
            functions.broadcast(spark().createDataFrame(keys, KEY_SCHEMA)),
            KEY_SCHEMA.fieldNames(),
            "leftsemi");
  }

  /** Few hashes in few languages, without the join. */
  private static Column isOneOf(Collection<ContentKey> contents) {
    Map<ContentKey, Set<String>> hashes = new HashMap<>();
    for (ContentKey key : contents) {
      hashes
          .computeIfAbsent(
              new ContentKey("", key.language(), key.chunking()), way -> new HashSet<>())
          .add(key.contentHash());
    }
    return hashes.entrySet().stream()
        .map(
            way ->
                functions
                    .col("language")
                    .equalTo(way.getKey().language())
                    .and(functions.col("chunking").equalTo(way.getKey().chunking()))
                    .and(functions.col("content_hash").isin(way.getValue().toArray())))
        .reduce(Column::or)
        .orElseThrow();
  }

  /** The chunks of these rows of {@code files}. */
  public Dataset<Row> of(Dataset<Row> files) {
    return read().join(files, KEY_SCHEMA.fieldNames(), "leftsemi").select(columns());
  }

  /** Contents that hold some of these chunks, each with the hashes of those it holds. */
  public Map<ContentKey, Set<String>> holding(Collection<String> chunkHashes) {
    Dataset<Row> wanted =
        spark().createDataset(List.copyOf(chunkHashes), Encoders.STRING()).toDF("chunk_hash");
    Map<ContentKey, Set<String>> holders = new HashMap<>();
    read()
        .join(functions.broadcast(wanted), "chunk_hash")
        .select("content_hash", "language", "chunking", "chunk_hash")
        .collectAsList()
        .forEach(
            row ->
                holders
                    .computeIfAbsent(
                        new ContentKey(row.getString(0), row.getString(1), row.getString(2)),
                        content -> new HashSet<>())
                    .add(row.getString(3)));
    return holders;
  }

  /** Takes away the chunks of contents that no file of the lake has. */
  public void purge(List<FilesTable> files) {
    files.stream()
        .map(table -> table.read().select("content_hash", "language", "chunking"))
        .reduce(Dataset::union)
        .ifPresent(this::retain);
  }

  /** A row of this table as its record; for executors. */
  public static StoredChunk decode(Row row) {
    return new Codec().decode(row);
  }

  @Override
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  List<String> key() {
    return List.of("content_hash", "language", "chunking", "ordinal");
  }

  @Override
  RowCodec<StoredChunk> codec() {
    return new Codec();
  }

  private static final class Codec implements RowCodec<StoredChunk> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row encode(StoredChunk stored) {
      Chunk chunk = stored.chunk();
      return RowFactory.create(
          stored.content().contentHash(),
          stored.content().language(),
          stored.content().chunking(),
          chunk.ordinal(),
          stored.chunkHash(),
          chunk.kind(),
          chunk.symbol(),
          chunk.breadcrumb(),
          chunk.startByte(),
          chunk.endByte(),
          chunk.startLine(),
          chunk.endLine(),
          chunk.tokens(),
          chunk.text(),
          chunk.signature(),
          chunk.definitions().toArray(String[]::new),
          chunk.references().toArray(String[]::new));
    }

    @Override
    public StoredChunk decode(Row row) {
      return new StoredChunk(
          new ContentKey(row.getString(0), row.getString(1), row.getString(2)),
          row.getString(4),
          new Chunk(
              row.getInt(3),
              row.getString(13),
              row.getString(5),
              row.getString(6),
              row.getString(7),
              row.getInt(8),
              row.getInt(9),
              row.getInt(10),
              row.getInt(11),
              row.getInt(12),
              row.isNullAt(14) ? "" : row.getString(14),
              texts(row, 15),
              texts(row, 16)));
    }

    /** Rows from before the column was there have none. */
    private static List<String> texts(Row row, int column) {
      return row.isNullAt(column) ? List.of() : row.getList(column);
    }
  }
}
