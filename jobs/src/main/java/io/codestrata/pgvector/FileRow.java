package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;

/**
 * A file that refers to a content: what makes the content's chunks visible.
 *
 * @param repository id of the repository
 * @param path relative path, {@code /} between its parts
 * @param contentHash the content
 * @param language the content's language
 * @param chunking the chunker's version and settings
 * @param model key of the embedding model
 * @param size bytes
 */
public record FileRow(
    String repository,
    String path,
    String contentHash,
    String language,
    String chunking,
    String model,
    long size) {

  /** Writes rows into a table that is as {@code codestrata.file}. */
  static void copy(Connection connection, String table, Iterator<FileRow> rows)
      throws SQLException {
    try (BinaryCopy copy =
        new BinaryCopy(
            connection, table, "repository, path, content_hash, language, chunking, model, size")) {
      while (rows.hasNext()) {
        FileRow row = rows.next();
        copy.row(7).text(row.repository()).text(row.path()).text(row.contentHash());
        copy.text(row.language()).text(row.chunking()).text(row.model()).int8(row.size());
      }
      copy.finish();
    }
  }
}
