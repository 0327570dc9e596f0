package io.codestrata.pgvector;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/**
 * The index of one model's embeddings: HNSW over the signs of their components, which is a
 * thirty-second of their size, finds candidates by Hamming distance; who asks ranks these by the
 * vectors themselves. A partial one, since models have dimensions of their own.
 */
final class VectorIndex {
  private static final String PREFIX = "embedding_signs_";

  /** Before it, pgvector could not go on where a filter leaves too few. */
  private static final String OLDEST = "0.8.0";

  /**
   * Over three times the default: vectors of code lie in clusters, and with less the graph has
   * clusters that no search gets into (recall@10 0.989 of 50,000 vectors, however much oversampled;
   * with this 1.000).
   */
  private static final int EF_CONSTRUCTION = 200;

  private VectorIndex() {}

  static String name(String model) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(model.getBytes(StandardCharsets.UTF_8));
      return PREFIX + HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** What is indexed of a row, in SQL. */
  static String ofRow(String row, int dimension) {
    return "%ssigns::bit(%d)".formatted(row, dimension);
  }

  /** The same of a vector that is asked for. */
  static String ofVector(String vector, int dimension) {
    return "binary_quantize(%s::vector(%2$d))::bit(%2$d)".formatted(vector, dimension);
  }

  /** Whether searches may use it: one that is being built is none. */
  static boolean isUsable(Connection connection, String model) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT i.indisvalid FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid ="
                + " i.indexrelid WHERE i.indrelid = 'codestrata.embedding'::regclass AND c.relname"
                + " = ?")) {
      select.setString(1, name(model));
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Names of all there are. */
  static List<String> made(Connection connection) throws SQLException {
    return HybridSearch.strings(
        connection,
        "SELECT c.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid ="
            + " i.indexrelid WHERE i.indrelid = 'codestrata.embedding'::regclass AND c.relname LIKE"
            + " '"
            + PREFIX.replace("_", "\\_")
            + "%'");
  }

  static boolean isSupported(String pgvectorVersion) {
    return Migrations.isAtLeast(pgvectorVersion, OLDEST);
  }

  /** The statement that makes it, beside readers and writers; the server quotes the model. */
  static String creation(Connection connection, String model, int dimension) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT format('CREATE INDEX CONCURRENTLY %I ON codestrata.embedding USING hnsw (("
                + ofRow("", dimension)
                + ") bit_hamming_ops) WITH (ef_construction = "
                + EF_CONSTRUCTION
                + ") WHERE model = %L', ?, ?)")) {
      select.setString(1, name(model));
      select.setString(2, model);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
