package io.codestrata.table;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Operation;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends few rows to a Delta table on the driver, by Delta's Kernel. A session's first commit
 * takes Spark seconds and each table's first a half more, be it of one row; see {@link DriverRead}.
 */
final class DriverAppend {
  private static final Logger LOG = LoggerFactory.getLogger(DriverAppend.class);
  private static final String WRITER = "codestrata";

  private final Engine engine;
  private final Table table;
  private final String path;

  DriverAppend(Configuration hadoop, String path) {
    this.path = path;
    this.engine = DefaultEngine.create(hadoop);
    this.table = Table.forPath(engine, path);
  }

  /**
   * Appends in one commit.
   *
   * @param rows one or more, sorted as they are to be stored
   * @param schema of the rows
   * @param key columns that the data file has statistics of; a text's would be the text
   * @return false, and nothing is done, where only Spark can: there is no table, it has not the
   *     columns of the rows, or it has a feature that the Kernel does not write
   */
  boolean append(List<Row> rows, org.apache.spark.sql.types.StructType schema, List<String> key) {
    Optional<Transaction> begun = begin(schema);
    if (begun.isEmpty()) {
      return false;
    }
    try {
      commit(begun.get(), rows, schema, key);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Transaction> begin(org.apache.spark.sql.types.StructType schema) {
    try {
      Snapshot snapshot = table.getLatestSnapshot(engine);
      if (!Set.copyOf(snapshot.getSchema().fieldNames()).equals(Set.of(schema.fieldNames()))) {
        return Optional.empty();
      }
      return Optional.of(
          snapshot.buildUpdateTableTransaction(WRITER, Operation.WRITE).build(engine));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    } catch (KernelException e) {
      LOG.debug("{} is left to Spark", path, e);
      return Optional.empty();
    }
  }

  private void commit(
      Transaction transaction,
      List<Row> rows,
      org.apache.spark.sql.types.StructType schema,
      List<String> key)
      throws IOException {
    io.delta.kernel.data.Row state = transaction.getTransactionState(engine);
    DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
    List<Column> statistics = key.stream().map(Column::new).toList();
    try (CloseableIterator<FilteredColumnarBatch> data =
            Transaction.transformLogicalData(
                engine,
                state,
                Utils.singletonCloseableIterator(
                    new FilteredColumnarBatch(
                        new RowBatch(transaction.getSchema(engine), schema, rows),
                        Optional.empty())),
                Map.of());
        CloseableIterator<DataFileStatus> files =
            engine
                .getParquetHandler()
                .writeParquetFiles(context.getTargetDirectory(), data, statistics);
        CloseableIterator<io.delta.kernel.data.Row> actions =
            Transaction.generateAppendActions(engine, state, files, context)) {
      TransactionCommitResult result =
          transaction.commit(engine, CloseableIterable.inMemoryIterable(actions));
      for (PostCommitHook hook : result.getPostCommitHooks()) {
        upkeep(hook);
      }
    }
  }

  /** Checkpoints and checksums make the next reading quick; the commit stands without them. */
  private void upkeep(PostCommitHook hook) {
    try {
      hook.threadSafeInvoke(engine);
    } catch (IOException | KernelException e) {
      LOG.warn("{}: no {} was written", path, hook.getType(), e);
    }
  }
}
