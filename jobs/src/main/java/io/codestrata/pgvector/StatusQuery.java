package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Reads {@link PublishedState}. */
final class StatusQuery {
  private StatusQuery() {}

  static PublishedState read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      List<Checkpoint> checkpoints = checkpoints(statement);
      List<RepositoryRow> repositories = repositories(statement);
      try (ResultSet row =
          statement.executeQuery(
              "SELECT (SELECT count(*) FROM codestrata.file), (SELECT count(*) FROM"
                  + " codestrata.chunk), (SELECT count(*) FROM codestrata.embedding), (SELECT"
                  + " extversion FROM pg_extension WHERE extname = 'vector'),"
                  + " current_setting('server_version')")) {
        row.next();
        return new PublishedState(
            checkpoints,
            repositories,
            row.getLong(1),
            row.getLong(2),
            row.getLong(3),
            row.getString(4),
            row.getString(5));
      }
    }
  }

  private static List<Checkpoint> checkpoints(Statement statement) throws SQLException {
    List<Checkpoint> checkpoints = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT lake, table_version, model, chunking, updated_at FROM codestrata.checkpoint"
                + " ORDER BY lake")) {
      while (row.next()) {
        checkpoints.add(PgVectorSink.checkpoint(row));
      }
    }
    return checkpoints;
  }

  private static List<RepositoryRow> repositories(Statement statement) throws SQLException {
    List<RepositoryRow> repositories = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT id, origin, ref, revision, indexed_at FROM codestrata.repository ORDER BY id")) {
      while (row.next()) {
        repositories.add(
            new RepositoryRow(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getTimestamp(5).toInstant()));
      }
    }
    return repositories;
  }
}
