package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads rows that may be there already, in batches of one transaction each. A batch goes straight
 * by COPY; when a row of it exists, through a temporary table that skips what exists, and so do the
 * next batches until one holds nothing known. Rows are stored in the order of their keys, so
 * loaders that meet on the same rows wait for each other and never in a circle.
 *
 * @param table where to
 * @param columns of the table, comma-separated
 * @param keyColumns its primary key, comma-separated
 * @param columnCount how many columns
 * @param key the primary key as one string; its order is the order of storing
 * @param writer writes one row's columns
 */
record BulkLoader<T>(
    String table,
    String columns,
    String keyColumns,
    int columnCount,
    Function<T, String> key,
    RowWriter<T> writer) {
  private static final Logger LOG = LoggerFactory.getLogger(BulkLoader.class);
  private static final int BATCH_ROWS = 2_000;

  /** A row that is there; and a user to whom row-level security applies, who may not use COPY. */
  private static final Set<String> NOT_STRAIGHT = Set.of("23505", "0A000");

  @FunctionalInterface
  interface RowWriter<T> {
    void write(BinaryCopy copy, T row) throws SQLException;
  }

  /** Returns the rows that were not there before. */
  long load(LoaderConnection loader, Iterator<? extends T> rows) throws SQLException, PgException {
    long inserted = 0;
    boolean straight = true;
    while (rows.hasNext()) {
      SortedMap<String, T> batch = nextBatch(rows);
      long stored = straight ? tryStraight(loader, batch) : -1;
      if (stored < 0) {
        stored = loader.run(c -> loadStaged(c, batch));
        straight = stored == batch.size();
      }
      inserted += stored;
    }
    return inserted;
  }

  private SortedMap<String, T> nextBatch(Iterator<? extends T> rows) {
    SortedMap<String, T> batch = new TreeMap<>();
    while (rows.hasNext() && batch.size() < BATCH_ROWS) {
      T row = rows.next();
      batch.put(key.apply(row), row);
    }
    return batch;
  }

  private long tryStraight(LoaderConnection loader, SortedMap<String, T> batch)
      throws SQLException, PgException {
    try {
      return loader.run(c -> copy(c, table, batch));
    } catch (SQLException e) {
      if (NOT_STRAIGHT.contains(String.valueOf(e.getSQLState()))) {
        LOG.debug("{} does not take these {} rows straight", table, batch.size(), e);
        return -1;
      }
      throw e;
    }
  }

  private long loadStaged(Connection connection, SortedMap<String, T> batch) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TEMPORARY TABLE IF NOT EXISTS staged_"
              + name()
              + " ON COMMIT DELETE ROWS AS SELECT "
              + columns
              + " FROM "
              + table
              + " WHERE false");
      copy(connection, "pg_temp.staged_" + name(), batch);
      return statement.executeUpdate(
          "INSERT INTO "
              + table
              + " ("
              + columns
              + ") SELECT "
              + columns
              + " FROM pg_temp.staged_"
              + name()
              + " ON CONFLICT ("
              + keyColumns
              + ") DO NOTHING");
    }
  }

  private String name() {
    return table.substring(table.indexOf('.') + 1);
  }

  private long copy(Connection connection, String into, SortedMap<String, T> batch)
      throws SQLException {
    try (BinaryCopy copy = new BinaryCopy(connection, into, columns)) {
      for (T row : batch.values()) {
        writer.write(copy.row(columnCount), row);
      }
      return copy.finish();
    }
  }
}
