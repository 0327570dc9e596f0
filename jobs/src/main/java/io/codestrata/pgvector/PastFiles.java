package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Files of an earlier time beside the published ones: a temporary table of one connection, which
 * only searches over it see. Contents that no published file holds have to be loaded for them; they
 * are noted as released before, so that the next publication collects them whatever happens here.
 */
public final class PastFiles {
  private static final String NOT_PUBLISHED =
      " AND NOT EXISTS (SELECT 1 FROM codestrata.generation_file p WHERE p.content_hash ="
          + " f.content_hash AND"
          + " p.language = f.language AND p.chunking = f.chunking AND p.model = f.model)";

  private PastFiles() {}

  /**
   * Makes these files what {@link FileRelation#PAST} means on this connection.
   *
   * @param connection on which {@link PgVectorSink#beginRun} was called, to be kept open until the
   *     search is over
   * @param query that will be asked
   * @return of the files the query may find, one a content that no published file holds
   */
  public static List<FileRow> stage(
      Connection connection, Iterator<FileRow> files, SearchQuery query) throws PgException {
    try {
      return Transactions.run(
          connection,
          c -> {
            if (!AdvisoryLock.CONTENTS.isHeldBy(c)) {
              throw PgErrors.runNotBegun();
            }
            fill(c, files);
            FileFilter filter =
                FileFilter.of(c, query.scope().ofFiles(), query.model(), FileRelation.PAST);
            release(c, filter);
            return unpublished(c, filter);
          });
    } catch (SQLException e) {
      throw PgErrors.of("stage files of an earlier time", e);
    }
  }

  private static void fill(Connection connection, Iterator<FileRow> files) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS pg_temp.past_file");
      statement.execute(
          "CREATE TEMPORARY TABLE past_file (LIKE codestrata.file); CREATE INDEX ON"
              + " pg_temp.past_file (content_hash, language, chunking)");
      FileRow.copy(connection, FileRelation.PAST.table(), files);
      statement.execute("ANALYZE pg_temp.past_file");
    }
  }

  private static void release(Connection connection, FileFilter filter) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO codestrata.released SELECT DISTINCT f.content_hash, f.language,"
                + " f.chunking, f.model FROM "
                + filter.files()
                + " WHERE "
                + filter.sql()
                + NOT_PUBLISHED
                + " ON CONFLICT DO NOTHING")) {
      filter.bind(insert, 1);
      insert.executeUpdate();
    }
  }

  private static List<FileRow> unpublished(Connection connection, FileFilter filter)
      throws SQLException {
    List<FileRow> files = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT DISTINCT ON (f.content_hash, f.language, f.chunking) f.repository, f.path,"
                + " f.content_hash, f.language, f.chunking, f.model, f.size FROM "
                + filter.files()
                + " WHERE "
                + filter.sql()
                + NOT_PUBLISHED)) {
      filter.bind(select, 1);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          files.add(
              new FileRow(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getLong(7)));
        }
      }
    }
    return files;
  }
}
