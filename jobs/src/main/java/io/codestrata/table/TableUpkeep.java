package io.codestrata.table;

import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Console;

/** Compaction, vacuum and retention of one table, see {@link LakeTable#maintain}. */
record TableUpkeep(SparkSession spark, String path, String name, long mostFileBytes) {
  private static final String OPTIMIZE = "spark.databricks.delta.optimize.";

  Upkeep run(Duration keep) {
    DeltaTable table = DeltaTable.forPath(spark, path);
    Row before = sizes(table);
    keepFor(table, keep);
    spark.conf().set(OPTIMIZE + "maxFileSize", mostFileBytes);
    spark.conf().set(OPTIMIZE + "minFileSize", mostFileBytes);
    table.optimize().executeCompaction();
    long present = dataFiles();
    // Delta tells the console, which is the command's own.
    Console.withOut(
        OutputStream.nullOutputStream(), () -> table.vacuum((double) keep.toHours()).count());
    Row after = sizes(table);
    return new Upkeep(
        name,
        before.getLong(0),
        after.getLong(0),
        before.getLong(1),
        after.getLong(1),
        present - dataFiles());
  }

  /** Sets how long log and data of older versions stay; no commit where it is set already. */
  private void keepFor(DeltaTable table, Duration keep) {
    String interval = "interval " + keep.toDays() + " days";
    Map<String, String> wanted =
        Map.of(
            "delta.logRetentionDuration", interval, "delta.deletedFileRetentionDuration", interval);
    Map<String, String> present = table.detail().select("properties").head().getJavaMap(0);
    if (!present.entrySet().containsAll(wanted.entrySet())) {
      spark.sql(
          wanted.entrySet().stream()
              .map(
                  property ->
                      LakeTable.literal(property.getKey())
                          + " = "
                          + LakeTable.literal(property.getValue()))
              .sorted()
              .collect(
                  Collectors.joining(
                      ", ",
                      "ALTER TABLE delta.`" + path.replace("`", "``") + "` SET TBLPROPERTIES (",
                      ")")));
    }
  }

  private static Row sizes(DeltaTable table) {
    return table.detail().select("numFiles", "sizeInBytes").head();
  }

  /** Files in the table's folder that are not of its log. */
  private long dataFiles() {
    Path folder = new Path(path);
    try {
      FileSystem files = folder.getFileSystem(spark.sessionState().newHadoopConf());
      long count = 0;
      RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
      while (all.hasNext()) {
        String file = all.next().getPath().toString();
        count += file.contains("/_delta_log/") ? 0 : 1;
      }
      return count;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
