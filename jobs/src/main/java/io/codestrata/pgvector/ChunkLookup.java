package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds published chunks by where they stand. */
public final class ChunkLookup {
  private static final String CHUNKS =
      "SELECT f.repository, f.path, f.model, c.chunk_hash, c.ordinal, c.start_line, c.end_line,"
          + " c.symbol, c.kind, c.language, c.text, c.breadcrumb FROM codestrata.file f JOIN"
          + " codestrata.chunk c USING (content_hash, language, chunking) WHERE ";

  private ChunkLookup() {}

  /**
   * The chunk at a line of each file that a name means.
   *
   * @param path within the repository, or after its id and a slash
   * @param repository id or its end after a slash; empty for any
   * @param line 1-based
   * @return one a file, the smallest that covers the line; in the order of repositories
   * @throws PgException when the database cannot be read
   */
  public static List<PublishedChunk> at(
      Connection connection, String path, String repository, int line) throws PgException {
    String sql =
        "SELECT DISTINCT ON (repository, path) * FROM ("
            + CHUNKS
            + "(f.path = ? OR f.repository || '/' || f.path = ?) AND (? = '' OR f.repository = ? OR"
            + " right(f.repository, length(?) + 1) = '/' || ?) AND ? BETWEEN c.start_line AND"
            + " c.end_line) s ORDER BY repository, path, end_line - start_line, ordinal";
    return chunks(
        connection, sql, path, path, repository, repository, repository, repository, line);
  }

  /**
   * A file's chunks in their order.
   *
   * @param from first number, 0-based
   * @param to last number, inclusive
   * @throws PgException as {@link #at}
   */
  public static List<PublishedChunk> of(
      Connection connection, String repository, String path, int from, int to) throws PgException {
    String sql =
        CHUNKS + "f.repository = ? AND f.path = ? AND c.ordinal BETWEEN ? AND ? ORDER BY c.ordinal";
    return chunks(connection, sql, repository, path, from, to);
  }

  private static List<PublishedChunk> chunks(
      Connection connection, String sql, Object... parameters) throws PgException {
    List<PublishedChunk> chunks = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        Object value = parameters[i];
        select.setObject(
            i + 1, value instanceof String text ? text.replace('\0', '\uFFFD') : value);
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          chunks.add(
              new PublishedChunk(
                  HybridSearch.hit(row),
                  row.getInt("ordinal"),
                  row.getString("chunk_hash"),
                  row.getString("model")));
        }
      }
    } catch (SQLException e) {
      throw PgErrors.of("look a chunk up", e);
    }
    return chunks;
  }
}
