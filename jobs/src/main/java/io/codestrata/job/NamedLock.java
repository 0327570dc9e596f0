package io.codestrata.job;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * An advisory lock of PostgreSQL. It holds over machines and goes with its holder's connection: who
 * crashes blocks nobody.
 *
 * @param connection the holder's, which no other thread uses meanwhile
 * @param space names of a space are apart from those of another; of two names that hash alike, one
 *     waits for the other in vain
 * @param name within the space
 */
record NamedLock(Connection connection, String space, String name) {
  /** One writer at a time of a lake's tables; the name is the lake's id. */
  static final String LAKE = "codestrata";

  /** Shared by those that may refer to any chunk of a lake; taken alone to purge. */
  static final String CONTENTS = "codestrata contents";

  /** A run that lives; the name is its id. */
  static final String RUN = "codestrata run";

  private static final String KEY = "(hashtext(?), hashtext(?))";

  /** The space of one lake's repositories. */
  static String repositoriesOf(String lake) {
    return "codestrata repository " + lake;
  }

  boolean tryTake() throws SQLException {
    return call("SELECT pg_try_advisory_lock" + KEY);
  }

  /** Waits for it. */
  void take() throws SQLException {
    call("SELECT pg_advisory_lock" + KEY + " IS NOT NULL");
  }

  boolean tryTakeShared() throws SQLException {
    return call("SELECT pg_try_advisory_lock_shared" + KEY);
  }

  /** Waits until nobody holds it alone. */
  void takeShared() throws SQLException {
    call("SELECT pg_advisory_lock_shared" + KEY + " IS NOT NULL");
  }

  void release() throws SQLException {
    call("SELECT pg_advisory_unlock" + KEY);
  }

  /** Who holds it, as PostgreSQL knows them; empty where nobody does any more. */
  Optional<String> holder() throws SQLException {
    String sql =
        "SELECT a.application_name || ' since ' || to_char(a.backend_start AT TIME ZONE 'UTC',"
            + " 'YYYY-MM-DD HH24:MI:SS') || ' UTC, server process ' || a.pid FROM pg_locks l JOIN"
            + " pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted"
            + " AND l.classid::bigint = hashtext(?)::bigint & 4294967295"
            + " AND l.objid::bigint = hashtext(?)::bigint & 4294967295 LIMIT 1";
    try (PreparedStatement statement = prepare(sql);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
    }
  }

  private boolean call(String sql) throws SQLException {
    try (PreparedStatement statement = prepare(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setString(1, space);
    statement.setString(2, name);
    return statement;
  }
}
