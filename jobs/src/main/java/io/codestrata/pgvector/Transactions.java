package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Runs work as one transaction and leaves the connection as it was. */
final class Transactions {
  private Transactions() {}

  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException, PgException;
  }

  static <T> T run(Connection connection, Work<T> work) throws SQLException, PgException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try {
      T result = work.run(connection);
      connection.commit();
      connection.setAutoCommit(autoCommit);
      return result;
    } catch (SQLException | PgException | RuntimeException e) {
      undo(connection, autoCommit, e);
      throw e;
    }
  }

  /** The same, reading: a publication in between changes nothing of what its queries see. */
  static <T> T onOneSnapshot(Connection connection, Work<T> work) throws SQLException, PgException {
    return run(
        connection,
        c -> {
          try (Statement statement = c.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            // A plan for any model, filter and words is a bad one for most.
            statement.execute("SET LOCAL plan_cache_mode = force_custom_plan");
          }
          return work.run(c);
        });
  }

  private static void undo(Connection connection, boolean autoCommit, Exception reason) {
    try {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    } catch (SQLException e) {
      // The connection is lost, and with it the transaction; the reason says more.
      reason.addSuppressed(e);
    }
  }
}
