package io.codestrata.job;

import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.StoredChunk;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Texts of chunks that no embedding is known for, each once, with the repository that pays. */
final class MissingTexts {
  private static final StructType OWNER =
      new StructType()
          .add("content_hash", DataTypes.StringType)
          .add("repository", DataTypes.StringType);

  private MissingTexts() {}

  /**
   * Rows of {@link EmbedPartition#COLUMNS}.
   *
   * @param files the run's files; of several that hold a text, the first one's repository pays
   */
  static Dataset<Row> of(Lake lake, Dataset<Row> chunks, List<IndexedFile> files, String model) {
    List<Row> rows =
        owners(files).entrySet().stream()
            .map(owner -> RowFactory.create(owner.getKey(), owner.getValue()))
            .toList();
    Dataset<Row> paying = chunks.sparkSession().createDataFrame(rows, OWNER);
    return lake.embeddings()
        .missing(chunks, files.stream().mapToLong(IndexedFile::chunks).sum(), model)
        .join(functions.broadcast(paying), "content_hash")
        .selectExpr(EmbedPartition.COLUMNS);
  }

  /**
   * The same of few chunks, found on the driver, since a session's first queries take Spark
   * seconds; in the order that tasks get.
   */
  static List<Row> few(Lake lake, List<StoredChunk> chunks, List<IndexedFile> files, String model) {
    Map<String, String> owners = owners(files);
    Map<String, StoredChunk> byText = new LinkedHashMap<>();
    chunks.forEach(chunk -> byText.putIfAbsent(chunk.chunkHash(), chunk));
    byText.keySet().removeAll(lake.embeddings().known(Set.copyOf(byText.keySet()), model));
    return byText.values().stream()
        .sorted(
            Comparator.comparing((StoredChunk chunk) -> chunk.content().language())
                .thenComparing(chunk -> chunk.chunk().text().length()))
        .map(
            chunk ->
                RowFactory.create(
                    chunk.chunkHash(),
                    chunk.content().language(),
                    chunk.chunk().breadcrumb(),
                    chunk.chunk().signature(),
                    chunk.chunk().text(),
                    chunk.chunk().startLine(),
                    owners.get(chunk.content().contentHash())))
        .toList();
  }

  private static Map<String, String> owners(List<IndexedFile> files) {
    Map<String, String> owners = new HashMap<>();
    files.forEach(file -> owners.putIfAbsent(file.contentHash(), file.repository()));
    return owners;
  }

  /**
   * The same, in the partitions that tasks get. By hash, so that an attempt after a failed one has
   * the same texts; sorted, so that a batch's texts are alike.
   *
   * @param partitions see {@link #partitions}
   */
  static Dataset<Row> partitioned(Dataset<Row> texts, int partitions) {
    return texts
        .repartition(partitions, functions.col("chunk_hash"))
        .sortWithinPartitions(functions.col("language"), functions.length(functions.col("text")));
  }

  /**
   * A local model's tasks are of about a second, so that no core waits long for the last one. A
   * remote one's are as many as can run: when a task ends, its last calls are in flight and none
   * follows until the next task has its texts, so that many short ones leave the limit unused.
   */
  static int partitions(long count, EmbedderSettings settings, int parallelism) {
    long calls = (count + settings.maxTexts() - 1) / settings.maxTexts();
    return (int)
        (settings.isLocal()
            ? Math.max(parallelism, calls)
            : Math.max(1, Math.min(calls, parallelism)));
  }
}
