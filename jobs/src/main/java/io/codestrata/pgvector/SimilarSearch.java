package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds chunks whose embedding is near to a chunk's own; words and ranking have no part in it. */
public final class SimilarSearch {
  private static final int FEWEST_CANDIDATES = 50;

  private SimilarSearch() {}

  /**
   * More like a chunk.
   *
   * @param chunk not among the hits, nor is its text elsewhere
   * @param top hits at most
   * @param oversampling see {@link HybridSearch#search}
   * @return nearest first; the score is the cosine similarity, -1 to 1. Empty where the chunk has
   *     no embedding
   * @throws PgException when the database cannot be read
   */
  public static List<SearchHit> of(
      Connection connection, PublishedChunk chunk, int top, SearchScope scope, int oversampling)
      throws PgException {
    try {
      return Transactions.onOneSnapshot(connection, c -> find(c, chunk, top, scope, oversampling));
    } catch (SQLException e) {
      throw PgErrors.of("search", e);
    }
  }

  private static List<SearchHit> find(
      Connection connection, PublishedChunk chunk, int top, SearchScope scope, int oversampling)
      throws SQLException {
    float[] vector = EmbeddingLookup.vector(connection, chunk.chunkHash(), chunk.model());
    if (vector.length == 0) {
      return List.of();
    }
    FileFilter filter = FileFilter.of(connection, scope, chunk.model(), FileRelation.PUBLISHED);
    List<String> near =
        new VectorQuery(connection, chunk.model(), vector, oversampling)
            .best(filter, Math.max(FEWEST_CANDIDATES, top + 1));
    Map<String, Double> scores = similarities(connection, chunk.model(), vector, near);
    scores.remove(chunk.chunkHash());
    return HybridSearch.resolve(connection, scores.keySet(), filter).entrySet().stream()
        .map(hit -> hit.getValue().ranked(scores.get(hit.getKey()), List.of()))
        .sorted(
            Comparator.comparingDouble(SearchHit::score)
                .reversed()
                .thenComparing(SearchHit::repository)
                .thenComparing(SearchHit::path)
                .thenComparingInt(SearchHit::startLine))
        .limit(top)
        .toList();
  }

  /** Cosines by chunk hash, in a map that may be changed. */
  static Map<String, Double> similarities(
      Connection connection, String model, float[] vector, List<String> hashes)
      throws SQLException {
    Map<String, Double> similarities = new HashMap<>();
    String type = "vector(" + vector.length + ")";
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT chunk_hash, 1 - (embedding::"
                + type
                + " <=> (?::text)::"
                + type
                + ") FROM codestrata.embedding WHERE model = ? AND chunk_hash = ANY (?)")) {
      select.setString(1, VectorQuery.literal(vector));
      select.setString(2, model);
      select.setArray(3, connection.createArrayOf("text", hashes.toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          similarities.put(row.getString(1), row.getDouble(2));
        }
      }
    }
    return similarities;
  }
}
