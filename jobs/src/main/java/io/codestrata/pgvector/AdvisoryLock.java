package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The program's advisory locks in a database: one class number, one number each. */
enum AdvisoryLock {
  /** One migration at a time. */
  SCHEMA(1),
  /** One publication at a time. */
  PUBLISH(2),
  /** Shared by every run from its first load to its publication; exclusive for collection. */
  CONTENTS(3),
  /** One build of an index at a time. */
  INDEX(4);

  private static final int CLASS = 0x636f6465;
  private final int number;

  AdvisoryLock(int number) {
    this.number = number;
  }

  void takeForTransaction(Connection connection) throws SQLException {
    call(connection, "SELECT pg_advisory_xact_lock(?, ?)");
  }

  boolean tryForTransaction(Connection connection) throws SQLException {
    return call(connection, "SELECT pg_try_advisory_xact_lock(?, ?)");
  }

  /** Held alone until {@link #release} or the connection's end, unless another holds it. */
  boolean tryTake(Connection connection) throws SQLException {
    return call(connection, "SELECT pg_try_advisory_lock(?, ?)");
  }

  void release(Connection connection) throws SQLException {
    call(connection, "SELECT pg_advisory_unlock(?, ?)");
  }

  /** Held, beside others' shared locks, until {@link #releaseShared} or the connection's end. */
  void takeShared(Connection connection) throws SQLException {
    call(connection, "SELECT pg_advisory_lock_shared(?, ?)");
  }

  void releaseShared(Connection connection) throws SQLException {
    call(connection, "SELECT pg_advisory_unlock_shared(?, ?)");
  }

  boolean isHeldBy(Connection connection) throws SQLException {
    return call(
        connection,
        "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"
            + " AND pid = pg_backend_pid() AND classid::bigint = ? AND objid::bigint = ?)");
  }

  private boolean call(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, CLASS);
      statement.setInt(2, number);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return "t".equals(row.getString(1));
      }
    }
  }
}
