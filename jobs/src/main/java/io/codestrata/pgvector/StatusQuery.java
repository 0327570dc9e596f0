package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads {@link PublishedState}. */
final class StatusQuery {
  /** A row as JSON tells a database of version 1, which lacks the newer columns. */
  private static final String COLUMNS =
      "SELECT id, origin, ref, revision, indexed_at, coalesce((to_jsonb(r) ->>"
          + " 'default_ref')::boolean, true), coalesce(to_jsonb(r) ->> 'visibility', '') FROM ";

  private static final String REPOSITORIES = COLUMNS + "codestrata.repository r";

  private static final String VERSIONS =
      "coalesce((SELECT extversion FROM pg_extension WHERE extname = 'vector'), (SELECT"
          + " default_version FROM pg_available_extensions WHERE name = 'vector'), '') AS pgvector,"
          + " current_setting('server_version') AS server";

  private StatusQuery() {}

  static PublishedState read(Connection connection) throws SQLException, PgException {
    return hasSchema(connection) ? published(connection) : nothing(connection);
  }

  /** Of every lake. */
  static List<Checkpoint> checkpoints(Connection connection) throws SQLException, PgException {
    if (!hasSchema(connection)) {
      return List.of();
    }
    try (Statement statement = connection.createStatement()) {
      return checkpoints(statement);
    }
  }

  /** A database without our schema holds nothing; one with a newer schema is not guessed at. */
  static boolean hasSchema(Connection connection) throws SQLException, PgException {
    int version = Migrations.version(connection);
    if (version > Migrations.KNOWN_VERSION) {
      throw PgErrors.schemaNewer(version, Migrations.KNOWN_VERSION);
    }
    return version > 0;
  }

  private static PublishedState nothing(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + VERSIONS)) {
      row.next();
      return new PublishedState(
          List.of(), List.of(), 0, 0, 0, row.getString("pgvector"), row.getString("server"));
    }
  }

  private static PublishedState published(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      List<Checkpoint> checkpoints = checkpoints(statement);
      List<RepositoryRow> repositories = repositories(statement);
      try (ResultSet row =
          statement.executeQuery(
              "SELECT (SELECT count(*) FROM codestrata.file), (SELECT count(*) FROM"
                  + " codestrata.chunk), (SELECT count(*) FROM codestrata.embedding), "
                  + VERSIONS)) {
        row.next();
        return new PublishedState(
            checkpoints,
            repositories,
            row.getLong(1),
            row.getLong(2),
            row.getLong(3),
            row.getString("pgvector"),
            row.getString("server"));
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

  /** Of every lake. */
  static List<RepositoryRow> repositories(Connection connection) throws SQLException, PgException {
    if (!hasSchema(connection)) {
      return List.of();
    }
    try (Statement statement = connection.createStatement()) {
      return repositories(statement);
    }
  }

  /** Of one generation. */
  static List<RepositoryRow> repositories(Connection connection, int generation)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            COLUMNS + "codestrata.generation_repository r WHERE generation = ? ORDER BY id")) {
      select.setInt(1, generation);
      try (ResultSet rows = select.executeQuery()) {
        return repositories(rows);
      }
    }
  }

  private static List<RepositoryRow> repositories(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery(REPOSITORIES + " ORDER BY id")) {
      return withFurtherRefsAfter(repositories(rows));
    }
  }

  private static List<RepositoryRow> withFurtherRefsAfter(List<RepositoryRow> byId) {
    Map<String, String> ownId = new HashMap<>();
    byId.stream()
        .filter(RepositoryRow::defaultRef)
        .forEach(row -> ownId.putIfAbsent(row.origin(), row.id()));
    return byId.stream()
        .sorted(
            Comparator.<RepositoryRow, String>comparing(
                    row -> row.defaultRef() ? row.id() : ownId.getOrDefault(row.origin(), row.id()))
                .thenComparing(row -> !row.defaultRef())
                .thenComparing(RepositoryRow::id))
        .toList();
  }

  private static List<RepositoryRow> repositories(ResultSet row) throws SQLException {
    List<RepositoryRow> repositories = new ArrayList<>();
    while (row.next()) {
      repositories.add(
          new RepositoryRow(
              row.getString(1),
              row.getString(2),
              row.getString(3),
              row.getString(4),
              row.getTimestamp(5).toInstant(),
              row.getBoolean(6),
              row.getString(7)));
    }
    return repositories;
  }
}
