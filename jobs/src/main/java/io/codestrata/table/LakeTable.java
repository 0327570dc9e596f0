package io.codestrata.table;

import io.delta.tables.DeltaMergeBuilder;
import io.delta.tables.DeltaTable;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * One Delta table: its schema, its key, how rows of records come and go. Subclasses name their
 * columns; nothing outside the package does.
 *
 * @param <R> the record of one row
 */
public abstract class LakeTable<R extends Serializable> {
  /** Values that Spark is told one by one, so that files without them are passed over. */
  static final int FEW = 1_000;

  private static final String IGNORE_MISSING_FILES = "spark.sql.files.ignoreMissingFiles";

  private final SparkSession spark;
  private final String path;
  private final String name;

  /** Made when first needed. Guarded by this. */
  private DriverTable driver;

  LakeTable(SparkSession spark, String lake, String name) {
    this.spark = spark;
    this.name = name;
    this.path = lake + (lake.endsWith("/") ? "" : "/") + name;
  }

  /** The table's schema; order matters to {@link #codec}. */
  public abstract StructType schema();

  /** Columns that identify a row. */
  abstract List<String> key();

  /** Record to row and back. Serializable: executors use it. */
  abstract RowCodec<R> codec();

  /** Record to row and back, in the order of the schema. */
  interface RowCodec<R> extends Serializable {
    Row encode(R record);

    R decode(Row row);
  }

  public final String name() {
    return name;
  }

  /** Whether the table has been made. */
  public final boolean exists() {
    return DeltaTable.isDeltaTable(spark, path);
  }

  /**
   * The table at its newest version, with all of the schema's columns; empty when it has not been
   * made. A column that came later than the table is null.
   */
  public final Dataset<Row> read() {
    if (!exists()) {
      return spark.createDataFrame(List.<Row>of(), schema());
    }
    return withAllColumns(spark.read().format("delta").load(path));
  }

  /** What reads and writes few rows of it without Spark. */
  final synchronized DriverTable onDriver() {
    if (driver == null) {
      driver = new DriverTable(spark, path, schema(), key());
    }
    return driver;
  }

  /** The table as it was at a version that Delta still has. */
  final Dataset<Row> read(long version) {
    return withAllColumns(spark.read().format("delta").option("versionAsOf", version).load(path));
  }

  /**
   * The newest version that was committed by then; empty where there is none, or Delta's log does
   * not reach back so far.
   */
  public final OptionalLong versionAt(Instant time) {
    return versions().stream()
        .filter(version -> !version.time().isAfter(time))
        .mapToLong(TableVersion::version)
        .max();
  }

  /** The versions that Delta's log still has, oldest first; none where there is no table. */
  public final List<TableVersion> versions() {
    if (!exists()) {
      return List.of();
    }
    return DeltaTable.forPath(spark, path)
        .history()
        .select("version", "timestamp", "userMetadata")
        .collectAsList()
        .stream()
        .map(
            row ->
                new TableVersion(
                    row.getLong(0),
                    row.getTimestamp(1).toInstant(),
                    Optional.ofNullable(row.getString(2)).flatMap(LandedVersions::parse)))
        .sorted(Comparator.comparingLong(TableVersion::version))
        .toList();
  }

  /** What a query gives that passes over files which a vacuum has deleted. */
  final <T> T ofWhatIsKept(Supplier<T> query) {
    RuntimeConfig settings = spark.conf();
    String before = settings.get(IGNORE_MISSING_FILES);
    settings.set(IGNORE_MISSING_FILES, true);
    try {
      return query.get();
    } finally {
      settings.set(IGNORE_MISSING_FILES, before);
    }
  }

  /** The table's rows, with null for a column that came later than they. */
  final Dataset<Row> withAllColumns(Dataset<Row> table) {
    Dataset<Row> rows = table;
    List<String> present = List.of(rows.columns());
    for (StructField field : schema().fields()) {
      if (!present.contains(field.name())) {
        rows = rows.withColumn(field.name(), functions.lit(null).cast(field.dataType()));
      }
    }
    return rows;
  }

  /** Records of these rows, brought to the driver. */
  public final List<R> collect(Dataset<Row> rows) {
    return decode(rows.select(columns()).collectAsList());
  }

  /** Records of rows that have all columns. */
  final List<R> decode(List<Row> rows) {
    return rows.stream().map(codec()::decode).toList();
  }

  /** Rows of records that executors hold. */
  public final Dataset<Row> rows(JavaRDD<R> records) {
    RowCodec<R> codec = codec();
    return spark.createDataFrame(records.map(codec::encode), schema());
  }

  /** Rows of records that the driver holds. */
  public final Dataset<Row> rows(List<R> records) {
    RowCodec<R> codec = codec();
    return spark.createDataFrame(records.stream().map(codec::encode).toList(), schema());
  }

  /** Adds rows known to be new, making the table if need be: one commit. */
  public final void append(Dataset<Row> rows) {
    append(rows, 0);
  }

  /**
   * The same of records that the driver holds; few need no Spark, which takes long for a session's
   * first.
   *
   * @param records sorted as they are to be stored
   */
  public final void append(List<R> records) {
    List<Row> rows = records.stream().map(codec()::encode).toList();
    if (rows.isEmpty() || rows.size() > FEW || !onDriver().append(rows)) {
      append(spark.createDataFrame(rows, schema()));
    }
  }

  /**
   * The same in data files of no more than so many rows.
   *
   * @param most 0 for any number
   */
  final void append(Dataset<Row> rows, long most) {
    rows.write().format("delta").option("maxRecordsPerFile", most).mode(SaveMode.Append).save(path);
  }

  /**
   * Adds the rows whose key the table does not hold; the others are left as they are. A table that
   * is not there yet is written straight, since a MERGE costs seconds and would find nothing.
   */
  public final void insertNew(Dataset<Row> rows) {
    if (!exists()) {
      append(rows);
      return;
    }
    merge(rows, "").whenNotMatched().insertAll().execute();
  }

  /**
   * Adds rows that were found to be new at a version. Where the table has not moved since, they are
   * appended: a MERGE would read all keys again.
   */
  public final void insertNew(Dataset<Row> rows, long foundAt) {
    if (version() == foundAt) {
      append(rows);
    } else {
      insertNew(rows);
    }
  }

  /** The same of few records that the driver holds. */
  public final void insertNew(List<R> records, long foundAt) {
    if (version() == foundAt) {
      append(records);
    } else {
      insertNew(rows(records));
    }
  }

  /**
   * Few rows take the place of all rows that have one of these keys.
   *
   * @param keys values of {@link #key}, those of the records among them
   * @param condition of Spark SQL that these keys meet, and no other
   * @param userMetadata what the commit says of itself
   */
  final void replaceFew(
      Set<List<String>> keys, List<R> records, String condition, Optional<String> userMetadata) {
    List<Row> rows = records.stream().map(codec()::encode).toList();
    if (!exists() || !onDriver().replace(keys, rows, condition, userMetadata)) {
      replaceWhere(condition, spark.createDataFrame(rows, schema()).coalesce(1), userMetadata);
    }
  }

  /** The rows take the place of all rows the condition names (and every row must meet it). */
  final void replaceWhere(String condition, Dataset<Row> rows) {
    replaceWhere(condition, rows, Optional.empty());
  }

  private void replaceWhere(String condition, Dataset<Row> rows, Optional<String> userMetadata) {
    DataFrameWriter<Row> writer = rows.write().format("delta");
    userMetadata.ifPresent(said -> writer.option("userMetadata", said));
    if (exists()) {
      writer.mode(SaveMode.Overwrite).option("replaceWhere", condition).save(path);
    } else {
      writer.mode(SaveMode.Append).save(path);
    }
  }

  final DeltaMergeBuilder merge(Dataset<Row> rows, String extraCondition) {
    String onKey =
        key().stream()
            .map(column -> "t." + column + " = s." + column)
            .collect(Collectors.joining(" AND "));
    return DeltaTable.forPath(spark, path).as("t").merge(rows.as("s"), extraCondition + onKey);
  }

  /** Takes away the rows of these repositories: one commit, none where there is nothing. */
  final void deleteRepositories(List<String> ids) {
    if (exists()) {
      DeltaTable.forPath(spark, path).delete(repositoryIn(ids.stream()));
    }
  }

  /** Takes away the rows that agree with none of these on the columns the two share. */
  final void retain(Dataset<Row> wanted) {
    if (exists()) {
      String same =
          List.of(wanted.columns()).stream()
              .map(column -> "t." + column + " = s." + column)
              .collect(Collectors.joining(" AND "));
      DeltaTable.forPath(spark, path)
          .as("t")
          .merge(wanted.distinct().as("s"), same)
          .whenNotMatchedBySource()
          .delete()
          .execute();
    }
  }

  /** The table's newest version, -1 where there is no table. */
  public final long version() {
    // Not by the table's history, which costs a query.
    return exists() ? newest().version() : -1;
  }

  private Snapshot newest() {
    return DeltaLog.forTable(spark, path).update(false, Option.empty(), Option.empty());
  }

  /**
   * Puts small files together, then deletes the files that no version younger than this needs; the
   * newest version's rows stay the same. Files that killed runs left behind go as well. The table
   * remembers how long it keeps, so that other programs' vacuums do the same.
   *
   * @param keep at least Delta's seven days
   */
  public final Upkeep maintain(Duration keep) {
    return new TableUpkeep(spark, path, name, mostFileBytes()).run(keep);
  }

  /** How large data files may become by compaction; Delta's default is this gigabyte. */
  long mostFileBytes() {
    return 1L << 30;
  }

  /** The change feed of versions {@code [from, to]}, both inclusive. */
  final Dataset<Row> changes(long from, long to) {
    return spark
        .read()
        .format("delta")
        .option("readChangeFeed", "true")
        .option("startingVersion", from)
        .option("endingVersion", to)
        .load(path);
  }

  /**
   * The rows that have one of these values in a column, without a join, which costs a run that
   * changes little more than all it has to do.
   */
  static Dataset<Row> having(Dataset<Row> rows, String column, Set<String> values) {
    if (values.size() <= FEW) {
      return rows.where(functions.col(column).isin(values.toArray()));
    }
    return rows.filter(
        (FilterFunction<Row>) row -> values.contains(row.getString(row.fieldIndex(column))));
  }

  final SparkSession spark() {
    return spark;
  }

  final Column[] columns() {
    return List.of(schema().fieldNames()).stream().map(functions::col).toArray(Column[]::new);
  }

  /** A condition of Spark SQL for the rows of these repositories, each named once or more. */
  static String repositoryIn(Stream<String> ids) {
    return in("repository", ids);
  }

  /** The same for any expression that gives one of these texts. */
  static String in(String expression, Stream<String> texts) {
    return texts
        .distinct()
        .map(LakeTable::literal)
        .collect(Collectors.joining(",", expression + " IN (", ")"));
  }

  /** A text as a literal of Spark SQL. */
  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\u0000") + "'";
  }
}
