package io.codestrata.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.StructType;

/** A table whose few rows the driver reads and writes without Spark's queries. */
final class DriverTable {
  private final SparkSession spark;
  private final String path;
  private final StructType schema;
  private final List<String> key;
  private volatile DriverRead read;

  /**
   * @param key columns that identify a row
   */
  DriverTable(SparkSession spark, String path, StructType schema, List<String> key) {
    this.spark = spark;
    this.path = path;
    this.schema = schema;
    this.key = key;
    readAtMost(DriverRead.MOST_ROWS);
  }

  /** Leaves to Spark the reading of data files that have more rows. */
  void readAtMost(long rows) {
    read = new DriverRead(hadoop(), path, rows);
  }

  /** See {@link DriverRead#rows}; the columns are the schema's of these names. */
  DriverRead.Found rows(Map<String, Set<String>> oneOf, String... names) {
    StructType columns = new StructType();
    for (String column : names) {
      columns = columns.add(schema.apply(column));
    }
    return read.rows(columns, oneOf);
  }

  /** See {@link DriverWrite#append}. */
  boolean append(List<Row> rows) {
    return !hasLogStore() && write().append(rows);
  }

  /** See {@link DriverReplace#replace}. */
  boolean replace(
      Set<List<String>> keys, List<Row> rows, String condition, Optional<String> userMetadata) {
    try {
      return new DriverReplace(DeltaLog.forTable(spark, path), read, write(), schema, key)
          .replace(keys, rows, condition, userMetadata);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether commits go by a way that the user names, which Delta's Kernel does not know. */
  private boolean hasLogStore() {
    return spark.sparkContext().getConf().getAllWithPrefix("spark.delta.logStore.").length > 0;
  }

  private DriverWrite write() {
    return new DriverWrite(hadoop(), path, schema, key);
  }

  private Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }
}
