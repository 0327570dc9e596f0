package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Deletes released contents that no file refers to. Only inside a publication that holds {@link
 * AdvisoryLock#CONTENTS} alone: nobody else has loaded rows that are not published yet.
 */
record Collector(Connection connection) {
  static final Collected NOTHING = new Collected(0, 0);

  /** Rows that were deleted. */
  record Collected(long chunks, long embeddings) {}

  /**
   * Deletes them.
   *
   * @param unreferenced whether also contents that nobody has released
   */
  Collected collect(boolean unreferenced) throws SQLException {
    if (unreferenced) {
      releaseUnreferenced();
    }
    Collected collected = new Collected(deleteChunks(), deleteEmbeddings());
    update("DELETE FROM codestrata.released");
    return collected;
  }

  /** Also takes in what runs left that died between loading and publishing. */
  private void releaseUnreferenced() throws SQLException {
    update(
        "INSERT INTO codestrata.released SELECT DISTINCT c.content_hash, c.language, c.chunking, ''"
            + " FROM codestrata.chunk c WHERE NOT EXISTS (SELECT 1 FROM codestrata.file f WHERE"
            + " f.content_hash = c.content_hash AND f.language = c.language AND f.chunking ="
            + " c.chunking) ON CONFLICT DO NOTHING");
  }

  /** Remembers the released contents' chunk hashes, then deletes the chunks nobody refers to. */
  private long deleteChunks() throws SQLException {
    update("DROP TABLE IF EXISTS pg_temp.suspect");
    update(
        "CREATE TEMPORARY TABLE suspect ON COMMIT DROP AS SELECT DISTINCT c.chunk_hash FROM"
            + " codestrata.released g JOIN codestrata.chunk c USING (content_hash, language,"
            + " chunking)");
    update("ANALYZE pg_temp.suspect");
    return update(
        "DELETE FROM codestrata.chunk c USING (SELECT DISTINCT content_hash, language, chunking"
            + " FROM codestrata.released) g WHERE c.content_hash = g.content_hash AND c.language ="
            + " g.language AND c.chunking = g.chunking AND NOT EXISTS (SELECT 1 FROM"
            + " codestrata.generation_file f WHERE f.content_hash = c.content_hash AND f.language = c.language"
            + " AND f.chunking = c.chunking)");
  }

  /** An embedding stays while a file of its model has a chunk of its hash. */
  private long deleteEmbeddings() throws SQLException {
    return update(
        "DELETE FROM codestrata.embedding e USING pg_temp.suspect s WHERE e.chunk_hash ="
            + " s.chunk_hash AND NOT EXISTS (SELECT 1 FROM codestrata.chunk c JOIN"
            + " codestrata.generation_file f USING (content_hash, language, chunking) WHERE c.chunk_hash = e.chunk_hash AND"
            + " f.model = e.model)");
  }

  private long update(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }
}
