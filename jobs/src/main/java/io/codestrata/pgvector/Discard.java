package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Deletes rows that {@link Verification} found wrong, so that they can be loaded again; until then
 * a search does not find them.
 */
record Discard(Connection connection) {
  private static final int BATCH = 10_000;

  void run(Collection<String> contents, Collection<String> embeddings) throws SQLException {
    each(
        contents,
        3,
        "DELETE FROM codestrata.chunk c USING unnest(?::text[], ?::text[], ?::text[]) AS"
            + " w(content_hash, language, chunking) WHERE c.content_hash = w.content_hash AND"
            + " c.language = w.language AND c.chunking = w.chunking");
    each(
        embeddings,
        2,
        "DELETE FROM codestrata.embedding e USING unnest(?::text[], ?::text[]) AS w(chunk_hash,"
            + " model) WHERE e.chunk_hash = w.chunk_hash AND e.model = w.model");
    try (Statement statement = connection.createStatement()) {
      // A publication takes away files by their repositories.
      statement.executeUpdate(
          "DELETE FROM codestrata.generation_file f WHERE NOT EXISTS (SELECT 1 FROM"
              + " codestrata.generation_repository r WHERE r.id = f.repository AND r.generation ="
              + " f.generation)");
    }
  }

  private void each(Collection<String> labels, int parts, String sql) throws SQLException {
    List<String> all = new ArrayList<>(labels);
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      for (int from = 0; from < all.size(); from += BATCH) {
        List<String[]> keys =
            all.subList(from, Math.min(all.size(), from + BATCH)).stream()
                .map(label -> label.split(RowDigest.SEPARATOR, parts))
                .toList();
        for (int i = 0; i < parts; i++) {
          int part = i;
          delete.setArray(
              i + 1,
              connection.createArrayOf("text", keys.stream().map(key -> key[part]).toArray()));
        }
        delete.executeUpdate();
      }
    }
  }
}
