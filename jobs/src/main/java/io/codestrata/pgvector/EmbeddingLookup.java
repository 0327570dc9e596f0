package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds published embeddings by the chunk hashes of their texts. */
public final class EmbeddingLookup {
  private EmbeddingLookup() {}

  /**
   * Whether there are any of a model, and they are what the model gave, to the last bit: those that
   * are kept as {@link VectorStorage#HALFVEC} are not.
   *
   * @param model its key
   * @throws PgException when the database cannot be read
   */
  public static boolean isExact(Connection connection, String model) throws PgException {
    return Generations.of(connection).stream().anyMatch(one -> one.model().equals(model))
        && VectorStorage.of(connection) == VectorStorage.VECTOR;
  }

  /**
   * Those that are there.
   *
   * @param chunkHashes of the texts
   * @param model its key
   * @return vectors by chunk hash
   * @throws PgException when the database cannot be read
   */
  public static Map<String, float[]> of(
      Connection connection, Collection<String> chunkHashes, String model) throws PgException {
    try {
      return find(connection, chunkHashes, model);
    } catch (SQLException e) {
      throw PgErrors.of("look embeddings up", e);
    }
  }

  /**
   * Which of them are there.
   *
   * @param chunkHashes of the texts
   * @param model its key
   * @return their hashes
   * @throws PgException when the database cannot be read
   */
  public static Set<String> known(
      Connection connection, Collection<String> chunkHashes, String model) throws PgException {
    if (chunkHashes.isEmpty()) {
      return Set.of();
    }
    Set<String> known = new HashSet<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT chunk_hash FROM codestrata.embedding WHERE chunk_hash = ANY (?) AND model ="
                + " ?")) {
      select.setArray(1, connection.createArrayOf("text", chunkHashes.toArray()));
      select.setString(2, model);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          known.add(row.getString(1));
        }
      }
      return known;
    } catch (SQLException e) {
      throw PgErrors.of("look embeddings up", e);
    }
  }

  /** The one of a chunk, empty where there is none. */
  static float[] vector(Connection connection, String chunkHash, String model) throws SQLException {
    return find(connection, List.of(chunkHash), model).getOrDefault(chunkHash, new float[0]);
  }

  private static Map<String, float[]> find(
      Connection connection, Collection<String> chunkHashes, String model) throws SQLException {
    Map<String, float[]> found = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT chunk_hash, embedding::real[] FROM codestrata.embedding WHERE chunk_hash ="
                + " ANY (?) AND model = ?")) {
      select.setArray(1, connection.createArrayOf("text", chunkHashes.toArray()));
      select.setString(2, model);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Float[] values = (Float[]) row.getArray(2).getArray();
          float[] vector = new float[values.length];
          for (int i = 0; i < values.length; i++) {
            vector[i] = values[i];
          }
          found.put(row.getString(1), vector);
        }
      }
    }
    return found;
  }
}
