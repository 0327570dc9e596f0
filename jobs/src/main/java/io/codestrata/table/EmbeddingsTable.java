package io.codestrata.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** {@code embeddings}: the cache that makes renames, forks and re-runs free. */
public final class EmbeddingsTable extends LakeTable<StoredEmbedding> {
  private static final StructType SCHEMA =
      Schemas.of(
          Schemas.text("chunk_hash"),
          Schemas.text("model"),
          Schemas.integer("dimension"),
          Schemas.text("data_type"),
          Schemas.bigint("tokens"),
          Schemas.vector("embedding"));

  EmbeddingsTable(SparkSession spark, String lake) {
    super(spark, lake, "embeddings");
  }

  /**
   * Those of the chunk rows whose text has no embedding under the model, each text once.
   *
   * @param count of the chunk rows, or more: few are looked up one by one
   */
  public Dataset<Row> missing(Dataset<Row> chunks, long count, String model) {
    Dataset<Row> each = chunks.dropDuplicates("chunk_hash");
    if (!exists()) {
      return each;
    }
    if (count <= FEW) {
      Set<String> known = known(hashes(chunks), model);
      return each.where(functions.not(functions.col("chunk_hash").isin(known.toArray())));
    }
    Dataset<Row> known = ofModel(model).select("chunk_hash");
    return each.join(known, each.col("chunk_hash").equalTo(known.col("chunk_hash")), "leftanti");
  }

  /**
   * Embeddings of the chunk rows under the model, each once.
   *
   * @param count as for {@link #missing}
   */
  public Dataset<Row> of(Dataset<Row> chunks, long count, String model) {
    Dataset<Row> known =
        count <= FEW
            ? having(ofModel(model), "chunk_hash", hashes(chunks))
            : ofModel(model)
                .join(chunks.select("chunk_hash"), new String[] {"chunk_hash"}, "leftsemi");
    return known.select(columns());
  }

  /** Those of these texts, by hash, that have an embedding under the model. */
  public Set<String> known(Set<String> hashes, String model) {
    Optional<List<Row>> rows =
        onDriver()
            .rows(Map.of("chunk_hash", hashes, "model", Set.of(model)), "chunk_hash", "model")
            .rows();
    return rows.isPresent()
        ? rows.get().stream().map(row -> row.getString(0)).collect(Collectors.toSet())
        : hashes(having(ofModel(model), "chunk_hash", hashes));
  }

  private Dataset<Row> ofModel(String model) {
    return read().where(functions.col("model").equalTo(model));
  }

  private static Set<String> hashes(Dataset<Row> chunks) {
    return Set.copyOf(chunks.select("chunk_hash").as(Encoders.STRING()).collectAsList());
  }

  /** Embeddings of the chunks of these rows of {@code files}, each under its file's model. */
  public Dataset<Row> of(Dataset<Row> files, ChunksTable chunks) {
    Dataset<Row> wanted =
        chunks
            .read()
            .join(
                files.select("content_hash", "language", "chunking", "model"),
                new String[] {"content_hash", "language", "chunking"})
            .select("chunk_hash", "model");
    return read().join(wanted, new String[] {"chunk_hash", "model"}, "leftsemi").select(columns());
  }

  /** Takes away the embeddings of texts that no chunk of the lake holds. */
  public void purge(ChunksTable chunks) {
    retain(chunks.read().select("chunk_hash"));
  }

  /** A row of this table as its record; for executors. */
  public static StoredEmbedding decode(Row row) {
    return new Codec().decode(row);
  }

  @Override
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  List<String> key() {
    return List.of("chunk_hash", "model");
  }

  @Override
  RowCodec<StoredEmbedding> codec() {
    return new Codec();
  }

  private static final class Codec implements RowCodec<StoredEmbedding> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row encode(StoredEmbedding stored) {
      return RowFactory.create(
          stored.chunkHash(),
          stored.model(),
          stored.vector().length,
          stored.model().substring(stored.model().lastIndexOf('/') + 1),
          stored.tokens(),
          stored.vector());
    }

    @Override
    public StoredEmbedding decode(Row row) {
      List<Float> values = row.getList(5);
      float[] vector = new float[values.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = values.get(i);
      }
      return new StoredEmbedding(row.getString(0), row.getString(1), row.getLong(4), vector);
    }
  }
}
