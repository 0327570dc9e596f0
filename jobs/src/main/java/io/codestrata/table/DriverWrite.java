package io.codestrata.table;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelEngineException;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes few rows of a Delta table on the driver, by Delta's Kernel. A session's first commit takes
 * Spark seconds and each table's first a half more, be it of one row; see {@link DriverRead}.
 */
final class DriverWrite {
  private static final Logger LOG = LoggerFactory.getLogger(DriverWrite.class);
  private static final String WRITER = "codestrata";
  private static final String COLUMN_MAPPING = "delta.columnMapping.mode";

  private final Engine engine;
  private final Table table;
  private final String path;
  private final StructType schema;
  private final List<Column> key;

  /**
   * @param schema of the rows to come
   * @param key columns that data files have statistics of; those of a text would be the text
   */
  DriverWrite(Configuration hadoop, String path, StructType schema, List<String> key) {
    this.path = path;
    this.schema = schema;
    this.key = key.stream().map(Column::new).toList();
    Configuration settings = new Configuration(hadoop);
    settings.setIfUnset("parquet.compression", "SNAPPY"); // as Spark does; the Kernel's is none
    this.engine = DefaultEngine.create(settings);
    this.table = Table.forPath(engine, path);
  }

  /**
   * Appends in one commit.
   *
   * @param rows one or more, sorted as they are to be stored
   * @return false, and nothing is done, where only Spark can: there is no table, it has not the
   *     columns of the rows, or it has a feature that the Kernel does not write
   */
  boolean append(List<Row> rows) {
    Optional<Transaction> begun = begin();
    begun.ifPresent(transaction -> commit(transaction, rows));
    return begun.isPresent();
  }

  /** A transaction of the newest version; empty where only Spark can write. */
  private Optional<Transaction> begin() {
    try {
      return begin(table.getLatestSnapshot(engine));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    } catch (KernelException e) {
      LOG.debug("{} is left to Spark", path, e);
      return Optional.empty();
    }
  }

  /** The same of a version; empty where the table is not such as Codestrata makes it. */
  private Optional<Transaction> begin(Snapshot snapshot) {
    return Set.copyOf(snapshot.getSchema().fieldNames()).equals(Set.of(schema.fieldNames()))
            && snapshot.getTableProperties().getOrDefault(COLUMN_MAPPING, "none").equals("none")
        ? Optional.of(snapshot.buildUpdateTableTransaction(WRITER, Operation.WRITE).build(engine))
        : Optional.empty();
  }

  /**
   * Whether rows may be written beside those of a version.
   *
   * @throws KernelException when the table has a feature that the Kernel does not write
   */
  boolean canWrite(Snapshot snapshot) {
    return begin(snapshot).isPresent();
  }

  private void commit(Transaction transaction, List<Row> rows) {
    io.delta.kernel.data.Row state = transaction.getTransactionState(engine);
    DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
    RowBatch batch = new RowBatch(transaction.getSchema(engine), schema, rows);
    try (CloseableIterator<FilteredColumnarBatch> data =
            Transaction.transformLogicalData(engine, state, only(batch), Map.of());
        CloseableIterator<DataFileStatus> files = write(context.getTargetDirectory(), data, key);
        CloseableIterator<io.delta.kernel.data.Row> actions =
            Transaction.generateAppendActions(engine, state, files, context)) {
      transaction
          .commit(engine, CloseableIterable.inMemoryIterable(actions))
          .getPostCommitHooks()
          .forEach(this::upkeep);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CloseableIterator<FilteredColumnarBatch> only(RowBatch batch) {
    return Utils.singletonCloseableIterator(new FilteredColumnarBatch(batch, Optional.empty()));
  }

  private CloseableIterator<DataFileStatus> write(
      String folder, CloseableIterator<FilteredColumnarBatch> data, List<Column> statistics)
      throws IOException {
    return engine.getParquetHandler().writeParquetFiles(folder, data, statistics);
  }

  /**
   * Writes a data file that no version has yet.
   *
   * @param within folder within the table's, or none
   * @param statistics whether it has some
   */
  DataFileStatus write(String within, RowBatch batch, boolean statistics) throws IOException {
    List<Column> columns = statistics ? key : List.of();
    try (CloseableIterator<DataFileStatus> files =
        write(within.isEmpty() ? path : path + "/" + within, only(batch), columns)) {
      DataFileStatus file = files.next();
      if (files.hasNext()) {
        throw new IOException("few rows take more than one file");
      }
      return file;
    }
  }

  /** Writes a checkpoint; the table is whole without it, and slower to open. */
  void checkpoint(long version) {
    try {
      table.checkpoint(engine, version);
    } catch (IOException | KernelException | KernelEngineException e) {
      LOG.warn("{}: no checkpoint was written", path, e);
    }
  }

  /** Checkpoints and checksums; the commit stands without them. */
  private void upkeep(PostCommitHook hook) {
    try {
      hook.threadSafeInvoke(engine);
    } catch (IOException | KernelException | KernelEngineException e) {
      LOG.warn("{}: no {} was written", path, hook.getType(), e);
    }
  }
}
