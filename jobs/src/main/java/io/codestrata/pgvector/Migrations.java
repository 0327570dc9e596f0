package io.codestrata.pgvector;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import org.postgresql.util.PSQLWarning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database's schema {@code codestrata} to the version this code knows. Own code and not
 * Flyway: a search pays its start-up every time, and this is one query when nothing is to do. A
 * step is a resource {@code schema-N.sql}, applied once, in one transaction under an advisory lock.
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  /** The newest {@code schema-N.sql}. */
  static final int KNOWN_VERSION = 6;

  private Migrations() {}

  /**
   * @throws PgException when the server has no pgvector, the user may not create the schema, or the
   *     schema is newer than this code
   */
  public static void apply(Connection connection) throws PgException {
    try {
      if (version(connection) != KNOWN_VERSION) {
        Transactions.run(connection, Migrations::migrate);
      }
      warnOfOldExtension(connection);
    } catch (SQLException e) {
      throw PgErrors.of("prepare the database's schema", e);
    }
  }

  private static Void migrate(Connection connection) throws SQLException, PgException {
    AdvisoryLock.SCHEMA.takeForTransaction(connection);
    int found = version(connection);
    if (found > KNOWN_VERSION) {
      throw PgErrors.schemaNewer(found, KNOWN_VERSION);
    }
    try (Statement statement = connection.createStatement()) {
      createExtension(statement);
      statement.execute("CREATE SCHEMA IF NOT EXISTS codestrata");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS codestrata.schema_version (version int PRIMARY KEY,"
              + " applied_at timestamptz NOT NULL DEFAULT now())");
      for (int step = found + 1; step <= KNOWN_VERSION; step++) {
        statement.execute(script(step));
        for (SQLWarning told = statement.getWarnings();
            told != null;
            told = told.getNextWarning()) {
          if ("WARNING".equals(severity(told))) {
            LOG.warn("{}", told.getMessage());
          }
        }
        try (PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO codestrata.schema_version (version) VALUES (?)")) {
          insert.setInt(1, step);
          insert.executeUpdate();
        }
        LOG.info("schema codestrata is now version {}", step);
      }
    }
    return null;
  }

  private static String severity(SQLWarning told) {
    return told instanceof PSQLWarning warning && warning.getServerErrorMessage() != null
        ? warning.getServerErrorMessage().getSeverity()
        : "";
  }

  private static void createExtension(Statement statement) throws PgException, SQLException {
    try (ResultSet present =
        statement.executeQuery("SELECT 1 FROM pg_extension WHERE extname = 'vector'")) {
      if (present.next()) {
        return;
      }
    }
    try {
      statement.execute("CREATE EXTENSION IF NOT EXISTS vector");
    } catch (SQLException e) {
      throw PgErrors.noVector(e);
    }
  }

  /** The schema's version, 0 where there is none. */
  static int version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet table =
          statement.executeQuery(
              // Not to_regclass: it may answer from a cache older than the lock just waited for.
              "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON"
                  + " n.oid = c.relnamespace WHERE n.nspname = 'codestrata' AND c.relname ="
                  + " 'schema_version')")) {
        table.next();
        if (!table.getBoolean(1)) {
          return 0;
        }
      }
      try (ResultSet version =
          statement.executeQuery(
              "SELECT coalesce(max(version), 0) FROM codestrata.schema_version")) {
        version.next();
        return version.getInt(1);
      }
    }
  }

  private static void warnOfOldExtension(Connection connection) throws SQLException {
    String version = extensionVersion(connection);
    if (isVulnerable(version)) {
      LOG.warn(
          "pgvector {} has CVE-2026-3172, a buffer overflow in parallel HNSW builds: indexes are"
              + " built by one process; update it to 0.8.2 or newer",
          version);
    }
  }

  /** pgvector's version in this database, empty where it has none. */
  static String extensionVersion(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT extversion FROM pg_extension WHERE extname = 'vector'")) {
      return row.next() ? row.getString(1) : "";
    }
  }

  /** Whether parallel builds of indexes may overflow a buffer: versions below 0.8.2. */
  static boolean isVulnerable(String version) {
    return !version.isEmpty() && !isAtLeast(version, "0.8.2");
  }

  /** A part that is missing or no number counts as 0. */
  static boolean isAtLeast(String version, String other) {
    for (int i = 0; i < 3; i++) {
      int part = part(version, i);
      int others = part(other, i);
      if (part != others) {
        return part > others;
      }
    }
    return true;
  }

  private static int part(String version, int index) {
    String[] parts = version.split("\\.");
    String digits = index < parts.length ? parts[index].replaceAll("\\D.*", "") : "";
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  static String script(int step) {
    String name = "schema-" + step + ".sql";
    try (InputStream stream = Migrations.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing in the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + name, e);
    }
  }
}
