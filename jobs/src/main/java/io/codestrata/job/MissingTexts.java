package io.codestrata.job;

import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Map<String, String> owners = new HashMap<>();
    files.forEach(file -> owners.putIfAbsent(file.contentHash(), file.repository()));
    List<Row> rows =
        owners.entrySet().stream()
            .map(owner -> RowFactory.create(owner.getKey(), owner.getValue()))
            .toList();
    Dataset<Row> paying = chunks.sparkSession().createDataFrame(rows, OWNER);
    return lake.embeddings()
        .missing(chunks, model)
        .join(functions.broadcast(paying), "content_hash")
        .selectExpr(EmbedPartition.COLUMNS);
  }
}
