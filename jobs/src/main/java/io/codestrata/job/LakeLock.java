package io.codestrata.job;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * One writer a lake. An advisory lock of PostgreSQL, so it holds over machines and goes with its
 * holder's connection: a crashed run blocks nobody.
 */
final class LakeLock implements AutoCloseable {
  private final Connection connection;
  private final String lake;

  private LakeLock(Connection connection, String lake) {
    this.connection = connection;
    this.lake = lake;
  }

  static LakeLock take(Connection connection, String lake, Progress progress) throws SQLException {
    if (!call(
        connection, "SELECT pg_try_advisory_lock(hashtext('codestrata'), hashtext(?))", lake)) {
      progress.note("another run is writing this lake; waiting for it to end");
      call(
          connection,
          "SELECT pg_advisory_lock(hashtext('codestrata'), hashtext(?)) IS NOT NULL",
          lake);
    }
    return new LakeLock(connection, lake);
  }

  private static boolean call(Connection connection, String sql, String lake) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, lake);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    call(connection, "SELECT pg_advisory_unlock(hashtext('codestrata'), hashtext(?))", lake);
  }
}
