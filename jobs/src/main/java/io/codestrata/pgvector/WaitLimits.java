package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * How long the sink's sessions wait before the server ends what they do. A limit that the address,
 * the role or the database sets already ({@code ?options=-c%20lock_timeout=30s}, {@code ALTER ROLE
 * ... SET}) holds instead of ours.
 */
final class WaitLimits {
  /** How long work waits for a lock that others hold for seconds: then something is stuck. */
  private static final String LOCK = "5min";

  /** A batch takes a second or two; what takes minutes will never end. */
  private static final String BATCH = "10min";

  /** Another publication may take minutes. */
  private static final String PUBLICATION = "30min";

  /** One whose process hangs between two statements is ended; during a COPY no limit holds. */
  private static final String HANGING = "10min";

  private static final String LOCK_TIMEOUT = "lock_timeout";

  private WaitLimits() {}

  /** For a session that stores batches. */
  static void ofLoader(Connection session) throws SQLException {
    setUnlessSet(session, LOCK_TIMEOUT, LOCK, false);
    setUnlessSet(session, "statement_timeout", BATCH, false);
  }

  /** For a session that builds an index, which takes as long as it takes. */
  static void ofBuild(Connection session) throws SQLException {
    setUnlessSet(session, LOCK_TIMEOUT, LOCK, false);
  }

  /** For the transaction that publishes. */
  static void ofPublication(Connection session) throws SQLException {
    setUnlessSet(session, LOCK_TIMEOUT, PUBLICATION, true);
    setUnlessSet(session, "idle_in_transaction_session_timeout", HANGING, true);
  }

  private static void setUnlessSet(
      Connection session, String limit, String value, boolean forTransaction) throws SQLException {
    try (PreparedStatement set =
        session.prepareStatement(
            "SELECT set_config(name, ?, ?) FROM pg_catalog.pg_settings WHERE name = ? AND setting ="
                + " '0'")) {
      set.setString(1, value);
      set.setBoolean(2, forTransaction);
      set.setString(3, limit);
      set.execute();
    }
  }
}
