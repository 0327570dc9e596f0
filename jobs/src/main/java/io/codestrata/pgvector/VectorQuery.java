package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The search by meaning. Without an index it reads all vectors that may be found. With one, the
 * index gives some times as many candidates as are wanted, by the Hamming distance of their signs,
 * and their vectors decide; where a filter leaves few files, the signs of all their chunks are read
 * instead.
 *
 * @param vector the query's embedding by the model
 * @param oversampling how many times as many
 */
record VectorQuery(Connection connection, String model, float[] vector, int oversampling) {
  /** Files of so few are read whole: an index would look at all others first. */
  private static final int FEW_FILES = 2_000;

  private static final int LARGEST_EF_SEARCH = 1_000;
  private static final int MOST_SCANNED = 20_000;

  /** How many candidates the index gave, and the best of them. */
  private record Found(int candidates, List<String> best) {}

  /**
   * Chunk hashes, best first.
   *
   * <p>Without a filter the search looks at embeddings alone. Loaded rows that no file shows yet,
   * and those that only further refs hold, may take places then; when they took over half, it is
   * repeated over visible ones.
   */
  List<String> best(FileFilter filter, int candidates) throws SQLException {
    boolean indexed = VectorIndex.isUsable(connection, model);
    if (!filter.isSelective()) {
      List<String> found =
          indexed ? byIndex(filter, candidates, false).best() : exact(filter, candidates, false);
      if (found.size() < candidates || countVisible(found, filter) > candidates / 2) {
        return found;
      }
    }
    if (indexed && (filter.isOfChunks() || hasManyFiles(filter))) {
      Found found = byIndex(filter, candidates, true);
      // It stops looking at some point, and then what it gave is not all there is.
      if (found.candidates() == candidates * oversampling) {
        return found.best();
      }
    }
    return indexed ? bySigns(filter, candidates) : exact(filter, candidates, true);
  }

  private List<String> exact(FileFilter filter, int candidates, boolean visibleOnly)
      throws SQLException {
    String sql =
        "SELECT e.chunk_hash FROM codestrata.embedding e WHERE e.model = ?"
            + (visibleOnly ? visible(filter) : "")
            + (" ORDER BY (e.embedding::" + type() + ") <=> (?::text)::" + type() + " LIMIT ?");
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, model);
      int next = visibleOnly ? filter.bind(select, 2) : 2;
      select.setString(next, literal());
      select.setInt(next + 1, candidates);
      return HybridSearch.strings(select);
    }
  }

  private static String visible(FileFilter filter) {
    return " AND e.chunk_hash IN (SELECT c.chunk_hash FROM codestrata.chunk c JOIN "
        + filter.files()
        + " USING (content_hash, language, chunking) WHERE "
        + filter.sql()
        + ")";
  }

  /** As {@link #byIndex}, but of all rows that the filter lets through, one by one. */
  private List<String> bySigns(FileFilter filter, int candidates) throws SQLException {
    // The sum keeps the index out, which would stop before it has found enough.
    return near(filter, candidates, visible(filter), "(" + hamming() + ") + 0").best();
  }

  private Found byIndex(FileFilter filter, int candidates, boolean visibleOnly)
      throws SQLException {
    int wanted = candidates * oversampling;
    set(
        "SET LOCAL enable_seqscan = off; SET LOCAL hnsw.iterative_scan = relaxed_order;"
            + " SET LOCAL hnsw.ef_search = "
            + Math.min(wanted, LARGEST_EF_SEARCH)
            + "; SET LOCAL hnsw.max_scan_tuples = "
            + Math.max(2 * wanted, MOST_SCANNED));
    // OFFSET keeps it a test of each candidate; as a join, all visible chunks would be sorted.
    String visible =
        " AND EXISTS (SELECT 1 FROM codestrata.chunk c JOIN "
            + filter.files()
            + " USING (content_hash, language, chunking) WHERE c.chunk_hash = e.chunk_hash AND "
            + filter.sql()
            + " OFFSET 0)";
    Found found = near(filter, candidates, visibleOnly ? visible : "", hamming());
    set("SET LOCAL enable_seqscan TO DEFAULT");
    return found;
  }

  /**
   * Some times as many as are wanted in an order by signs, of which the vectors choose.
   *
   * @param visible a condition with the filter's parameters, or nothing
   * @param order with the query's vector as its parameter
   */
  private Found near(FileFilter filter, int candidates, String visible, String order)
      throws SQLException {
    String sql =
        "SELECT chunk_hash, count(*) OVER () FROM (SELECT e.chunk_hash, e.embedding FROM"
            + " codestrata.embedding e WHERE e.model = ?"
            + visible
            + " ORDER BY "
            + order
            + " LIMIT ?) near ORDER BY near.embedding::"
            + type()
            + " <=> (?::text)::"
            + type()
            + " LIMIT ?";
    List<String> best = new ArrayList<>();
    int found = 0;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, model);
      int next = visible.isEmpty() ? 2 : filter.bind(select, 2);
      select.setString(next, literal());
      select.setInt(next + 1, candidates * oversampling);
      select.setString(next + 2, literal());
      select.setInt(next + 3, candidates);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          best.add(row.getString(1));
          found = row.getInt(2);
        }
      }
    }
    return new Found(found, best);
  }

  private String hamming() {
    return VectorIndex.ofRow("e.", vector.length)
        + " <~> "
        + VectorIndex.ofVector("(?::text)", vector.length);
  }

  private boolean hasManyFiles(FileFilter filter) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT count(*) FROM (SELECT 1 FROM "
                + filter.files()
                + " WHERE "
                + filter.sql()
                + " LIMIT ?) s")) {
      int next = filter.bind(select, 1);
      select.setInt(next, FEW_FILES + 1);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1) > FEW_FILES;
      }
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

  private void set(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String type() {
    return "vector(" + vector.length + ")";
  }

  private String literal() {
    return literal(vector);
  }

  /** A vector as pgvector reads it. */
  static String literal(float[] vector) {
    StringBuilder text = new StringBuilder(vector.length * 12).append('[');
    for (int i = 0; i < vector.length; i++) {
      text.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return text.append(']').toString();
  }
}
