package io.codestrata.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.And;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Or;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads few rows of a Delta table on the driver, by Delta's Kernel. A session's first query takes
 * Spark seconds, be it for one row, and every table's first some tenths: more than all else that a
 * run does which finds little changed. What a driver should not read alone is left to Spark.
 */
final class DriverRead {
  /** Rows of data files that are read for a lookup, about a second's work. */
  static final long MOST_ROWS = 1_000_000;

  /** Values that files' statistics are asked for one by one; of more, for their range. */
  private static final int MOST_EQUALITIES = 20;

  private static final Logger LOG = LoggerFactory.getLogger(DriverRead.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As files' statistics order texts. */
  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final Engine engine;
  private final Table table;
  private final String path;
  private final long most;

  /**
   * @param most rows of data files that are read for a lookup
   */
  DriverRead(Configuration hadoop, String path, long most) {
    this.most = most;
    this.path = path;
    this.engine = DefaultEngine.create(hadoop);
    this.table = Table.forPath(engine, path);
  }

  /**
   * Rows of one version.
   *
   * @param version -1 where there is no table, or only Spark can tell
   * @param rows empty where Spark must read them, since they are too many to look through
   */
  record Found(long version, Optional<List<Row>> rows) {}

  /**
   * Rows of the newest version.
   *
   * @param columns to read; null where the table lacks one
   * @param oneOf column, read as well, to the texts of which a row must have one
   */
  Found rows(StructType columns, Map<String, Set<String>> oneOf) {
    Snapshot snapshot;
    try {
      snapshot = table.getLatestSnapshot(engine);
    } catch (TableNotFoundException e) {
      return new Found(-1, Optional.of(List.of()));
    } catch (KernelException e) {
      // The table has a feature that Spark may know.
      LOG.debug("{} is left to Spark", path, e);
      return new Found(-1, Optional.empty());
    }
    try {
      return new Found(snapshot.getVersion(), rows(snapshot, columns, oneOf));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A data file of a version.
   *
   * @param path as the log has it
   * @param size in bytes
   * @param rows all that it has
   */
  record DataFile(String path, long size, boolean hasDeletionVector, List<Row> rows) {}

  /** Some of a version's data files. */
  record Files(Snapshot snapshot, List<DataFile> files) {}

  /**
   * Whole data files of the newest version, those that may have a row such as {@link #rows} would
   * give.
   *
   * @param atMost rows, of all of them
   * @return empty where there are more
   * @throws KernelException when there is no table, or only Spark can read it
   */
  Optional<Files> files(StructType columns, Map<String, Set<String>> oneOf, long atMost) {
    try {
      Snapshot snapshot = table.getLatestSnapshot(engine);
      Scan scan = scan(snapshot, columns, oneOf);
      Optional<List<io.delta.kernel.data.Row>> files = files(scan, atMost);
      if (files.isEmpty()) {
        return Optional.empty();
      }
      List<DataFile> found = new ArrayList<>();
      for (io.delta.kernel.data.Row file : files.get()) {
        List<Row> rows = new ArrayList<>();
        read(scan, file, Optional.empty(), batch -> add(batch, columns, Map.of(), rows));
        AddFile added = new AddFile(file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
        found.add(
            new DataFile(
                added.getPath(), added.getSize(), added.getDeletionVector().isPresent(), rows));
      }
      return Optional.of(new Files(snapshot, found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<List<Row>> rows(
      Snapshot snapshot, StructType columns, Map<String, Set<String>> oneOf) throws IOException {
    if (oneOf.values().stream().anyMatch(Set::isEmpty)) {
      return Optional.of(List.of());
    }
    Scan scan = scan(snapshot, columns, oneOf);
    Optional<List<io.delta.kernel.data.Row>> files = files(scan, most);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    List<Row> found = new ArrayList<>();
    for (io.delta.kernel.data.Row file : files.get()) {
      read(scan, file, scan.getRemainingFilter(), batch -> add(batch, columns, oneOf, found));
    }
    return Optional.of(found);
  }

  private static Scan scan(Snapshot snapshot, StructType columns, Map<String, Set<String>> oneOf) {
    io.delta.kernel.types.StructType wanted = new io.delta.kernel.types.StructType();
    for (String column : columns.fieldNames()) {
      if (snapshot.getSchema().indexOf(column) >= 0) {
        wanted = wanted.add(snapshot.getSchema().get(column));
      }
    }
    var builder = snapshot.getScanBuilder().withReadSchema(wanted);
    Optional<Predicate> filter =
        oneOf.entrySet().stream()
            .map(entry -> isOneOf(new Column(entry.getKey()), entry.getValue()))
            .reduce(And::new);
    return (filter.isEmpty() ? builder : builder.withFilter(filter.get())).build();
  }

  /** Those that may have such rows; empty where they have more rows than this. */
  private Optional<List<io.delta.kernel.data.Row>> files(Scan scan, long atMost)
      throws IOException {
    List<io.delta.kernel.data.Row> files = new ArrayList<>();
    long rows = 0;
    try (CloseableIterator<FilteredColumnarBatch> batches =
        ((ScanImpl) scan).getScanFiles(engine, true)) {
      while (batches.hasNext() && rows <= atMost) {
        try (CloseableIterator<io.delta.kernel.data.Row> batch = batches.next().getRows()) {
          while (batch.hasNext()) {
            files.add(batch.next());
            rows += rowsOf(files.get(files.size() - 1), atMost + 1);
          }
        }
      }
    }
    return rows > atMost ? Optional.empty() : Optional.of(files);
  }

  private static Predicate isOneOf(Column column, Set<String> texts) {
    if (texts.size() <= MOST_EQUALITIES) {
      return texts.stream().map(text -> compare("=", column, text)).reduce(Or::new).orElseThrow();
    }
    return new And(
        compare(">=", column, texts.stream().min(BY_BYTES).orElseThrow()),
        compare("<=", column, texts.stream().max(BY_BYTES).orElseThrow()));
  }

  private static Predicate compare(String how, Column column, String text) {
    return new Predicate(how, column, Literal.ofString(text));
  }

  /** As its statistics say. */
  private static long rowsOf(io.delta.kernel.data.Row file, long withoutAny) throws IOException {
    io.delta.kernel.data.Row added = file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
    int stats = InternalScanFileUtils.ADD_FILE_STATS_ORDINAL;
    return added.isNullAt(stats)
        ? withoutAny
        : JSON.readTree(added.getString(stats)).path("numRecords").asLong(withoutAny);
  }

  private void read(
      Scan scan,
      io.delta.kernel.data.Row file,
      Optional<Predicate> filter,
      Consumer<FilteredColumnarBatch> sink)
      throws IOException {
    io.delta.kernel.data.Row state = scan.getScanState(engine);
    try (CloseableIterator<FileReadResult> data =
            engine
                .getParquetHandler()
                .readParquetFiles(
                    Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                    ScanStateRow.getPhysicalDataReadSchema(state),
                    filter);
        CloseableIterator<FilteredColumnarBatch> batches =
            Scan.transformPhysicalData(engine, state, file, data.map(FileReadResult::getData))) {
      while (batches.hasNext()) {
        sink.accept(batches.next());
      }
    }
  }

  /** One of these texts in a column, which older tables may lack. */
  private record Condition(ColumnVector column, Set<String> texts) {
    boolean isMet(int row) {
      return column != null && !column.isNullAt(row) && texts.contains(column.getString(row));
    }
  }

  private static void add(
      FilteredColumnarBatch batch,
      StructType columns,
      Map<String, Set<String>> oneOf,
      List<Row> found) {
    ColumnarBatch data = batch.getData();
    StructField[] fields = columns.fields();
    ColumnVector[] vectors = new ColumnVector[fields.length];
    for (int i = 0; i < fields.length; i++) {
      int at = data.getSchema().indexOf(fields[i].name());
      vectors[i] = at < 0 ? null : data.getColumnVector(at);
    }
    List<Condition> conditions = new ArrayList<>();
    oneOf.forEach(
        (column, texts) ->
            conditions.add(new Condition(vectors[columns.fieldIndex(column)], texts)));
    for (int row = 0; row < data.getSize(); row++) {
      if (isThere(batch, row) && meets(conditions, row)) {
        Object[] values = new Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
          values[i] = value(vectors[i], row, fields[i].dataType());
        }
        found.add(RowFactory.create(values));
      }
    }
  }

  /** A row that a deletion vector names is gone. */
  private static boolean isThere(FilteredColumnarBatch batch, int row) {
    Optional<ColumnVector> selected = batch.getSelectionVector();
    return selected.isEmpty() || (!selected.get().isNullAt(row) && selected.get().getBoolean(row));
  }

  private static boolean meets(List<Condition> conditions, int row) {
    for (Condition condition : conditions) {
      if (!condition.isMet(row)) {
        return false;
      }
    }
    return true;
  }

  private static Object value(ColumnVector vector, int row, DataType type) {
    if (vector == null || vector.isNullAt(row)) {
      return null;
    }
    if (type.equals(DataTypes.StringType)) {
      return vector.getString(row);
    }
    if (type.equals(DataTypes.IntegerType)) {
      return vector.getInt(row);
    }
    if (type.equals(DataTypes.LongType)) {
      return vector.getLong(row);
    }
    if (type.equals(DataTypes.BooleanType)) {
      return vector.getBoolean(row);
    }
    if (type.equals(DataTypes.TimestampType)) {
      return Timestamp.from(Instant.EPOCH.plus(vector.getLong(row), ChronoUnit.MICROS));
    }
    throw new IllegalArgumentException("no lookup reads a column of " + type.simpleString());
  }
}
