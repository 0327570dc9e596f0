package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The search by meaning: an exact scan of a model's embeddings.
 *
 * @param vector the query's embedding by the model
 */
record VectorQuery(Connection connection, String model, float[] vector) {
  /**
   * Without a filter the scan looks at embeddings alone. Loaded rows that no file shows yet, and
   * those that only further refs hold, may take places then; when they took over half, the scan is
   * repeated over visible ones.
   */
  List<String> best(FileFilter filter, int candidates) throws SQLException {
    if (!filter.isSelective()) {
      List<String> found = nearest(filter, candidates, false);
      if (found.size() < candidates || countVisible(found, filter) > candidates / 2) {
        return found;
      }
    }
    return nearest(filter, candidates, true);
  }

  private List<String> nearest(FileFilter filter, int candidates, boolean visibleOnly)
      throws SQLException {
    String type = "vector(" + vector.length + ")";
    String visible =
        " AND e.chunk_hash IN (SELECT c.chunk_hash FROM codestrata.chunk c JOIN "
            + filter.files()
            + " USING (content_hash, language, chunking) WHERE "
            + filter.sql()
            + ")";
    String sql =
        "SELECT e.chunk_hash FROM codestrata.embedding e WHERE e.model = ?"
            + (visibleOnly ? visible : "")
            + (" ORDER BY (e.embedding::" + type + ") <=> (?::text)::" + type + " LIMIT ?");
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, model);
      int next = visibleOnly ? filter.bind(select, 2) : 2;
      select.setString(next, literal());
      select.setInt(next + 1, candidates);
      return HybridSearch.strings(select);
    }
  }

  private int countVisible(List<String> hashes, FileFilter filter) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT count(DISTINCT c.chunk_hash) FROM codestrata.chunk c JOIN "
                + filter.files()
                + " USING (content_hash, language, chunking) WHERE c.chunk_hash = ANY (?) AND "
                + filter.sql())) {
      select.setArray(1, connection.createArrayOf("text", hashes.toArray()));
      filter.bind(select, 2);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private String literal() {
    StringBuilder text = new StringBuilder(vector.length * 12).append('[');
    for (int i = 0; i < vector.length; i++) {
      text.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return text.append(']').toString();
  }
}
