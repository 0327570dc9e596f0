package io.codestrata.job;

import io.codestrata.pgvector.RowDigest;
import io.codestrata.pgvector.VectorStorage;
import io.codestrata.table.FilesTable;
import io.codestrata.table.Lake;
import java.util.Iterator;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * What should be published of a version of {@code files}, as digests in the order of their keys.
 * Executors read and sort; the driver holds one partition at a time.
 *
 * @param files rows of the files that search can find
 * @param partitions of each table
 */
record LakeDigests(Lake lake, Dataset<Row> files, int partitions) {
  private static final long ROWS_A_PARTITION = 200_000;

  static LakeDigests of(Lake lake, long version) {
    long chunks = lake.repositories().all().stream().mapToLong(state -> state.chunks()).sum();
    return new LakeDigests(
        lake, lake.files().searchable(version), (int) (1 + chunks / ROWS_A_PARTITION));
  }

  Iterator<RowDigest> ofFiles() {
    return sorted(
        files.javaRDD().map(row -> RowDigest.of(PublishJob.fileRow(FilesTable.decode(row)))));
  }

  Iterator<RowDigest> ofChunks() {
    return sorted(
        lake.chunks()
            .of(files)
            .javaRDD()
            .map(row -> RowDigest.of(ContentLoading.contentChunk(row))));
  }

  /**
   * @param storage as what they are kept
   */
  Iterator<RowDigest> ofEmbeddings(VectorStorage storage) {
    return sorted(
        lake.embeddings()
            .of(files, lake.chunks())
            .javaRDD()
            .map(row -> RowDigest.of(storage.kept(ContentLoading.chunkVector(row)))));
  }

  private Iterator<RowDigest> sorted(JavaRDD<RowDigest> rows) {
    return rows.mapToPair(row -> new Tuple2<>(row.key(), row))
        .repartitionAndSortWithinPartitions(new ByKey(partitions))
        .values()
        .toLocalIterator();
  }

  /** Ranges of equal width, since the keys are hashes. */
  private static final class ByKey extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int partitions;

    ByKey(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (int) ((Long.parseLong(((String) key).substring(0, 8), 16) * partitions) >>> 32);
    }
  }
}
