package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Finds chunks that stand in several places, equal or nearly so. Each chunk in question asks for
 * its nearest ones as a search does, so that an index serves where there is one.
 */
public final class CloneSearch {
  private static final int NEAREST = 10;

  private final Connection connection;
  private final String model;
  private final Terms terms;

  /**
   * What counts.
   *
   * @param threshold least cosine similarity
   * @param leastTokens shorter chunks are alike by chance
   * @param within whether two places in one repository count
   * @param oversampling see {@link HybridSearch#search}
   */
  public record Terms(double threshold, int leastTokens, boolean within, int oversampling) {}

  private CloneSearch(Connection connection, String model, Terms terms) {
    this.connection = connection;
    this.model = model;
    this.terms = terms;
  }

  /** One chunk to look at. */
  private record Asked(String hash, SearchHit place, int tokens) {}

  /**
   * Pairs, each once, in no order.
   *
   * @param scope where the first of two stands
   * @param total told how many chunks are looked at
   * @param done told how many have been
   * @throws PgException when the database cannot be read
   */
  public static List<ClonePair> pairs(
      Connection connection,
      String model,
      SearchScope scope,
      Terms terms,
      LongConsumer total,
      LongConsumer done)
      throws PgException {
    try {
      return Transactions.onOneSnapshot(
          connection, c -> new CloneSearch(c, model, terms).find(scope, total, done));
    } catch (SQLException e) {
      throw PgErrors.of("look for clones", e);
    }
  }

  private List<ClonePair> find(SearchScope scope, LongConsumer total, LongConsumer done)
      throws SQLException {
    FileFilter first = FileFilter.of(connection, scope, model, FileRelation.PUBLISHED);
    FileFilter anywhere =
        FileFilter.of(connection, SearchScope.EVERYWHERE, model, FileRelation.PUBLISHED);
    List<Asked> asked = asked(first);
    total.accept(asked.size());
    List<ClonePair> pairs = new ArrayList<>();
    Set<Set<String>> seen = new HashSet<>();
    for (int i = 0; i < asked.size(); i++) {
      Asked one = asked.get(i);
      equal(one, anywhere, pairs);
      near(one, anywhere, seen, pairs);
      done.accept(i + 1);
    }
    return pairs;
  }

  private List<Asked> asked(FileFilter filter) throws SQLException {
    List<Asked> asked = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT DISTINCT ON (c.chunk_hash) c.chunk_hash, c.tokens, f.repository, f.path,"
                + " c.start_line, c.end_line, c.symbol, c.kind, c.language, c.text, c.breadcrumb"
                + " FROM codestrata.chunk c JOIN "
                + filter.files()
                + " USING (content_hash, language, chunking) WHERE c.tokens >= ? AND "
                + filter.sql()
                + " ORDER BY c.chunk_hash, f.repository, f.path, c.ordinal")) {
      select.setInt(1, terms.leastTokens());
      filter.bind(select, 2);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          asked.add(new Asked(row.getString(1), HybridSearch.hit(row), row.getInt("tokens")));
        }
      }
    }
    return asked;
  }

  /** The other places of its own text. */
  private void equal(Asked one, FileFilter filter, List<ClonePair> pairs) throws SQLException {
    SearchHit place = one.place();
    for (SearchHit other : places(one.hash(), filter)) {
      boolean same =
          other.repository().equals(place.repository())
              && other.path().equals(place.path())
              && other.startLine() == place.startLine();
      if (!same && counts(place, other)) {
        pairs.add(new ClonePair(1, place, other, one.tokens()));
      }
    }
  }

  private void near(Asked one, FileFilter filter, Set<Set<String>> seen, List<ClonePair> pairs)
      throws SQLException {
    float[] vector = EmbeddingLookup.vector(connection, one.hash(), model);
    if (vector.length == 0) {
      return;
    }
    List<String> hashes =
        new VectorQuery(connection, model, vector, terms.oversampling()).best(filter, NEAREST);
    Map<String, Double> alike = SimilarSearch.similarities(connection, model, vector, hashes);
    alike.remove(one.hash());
    alike.values().removeIf(similarity -> similarity < terms.threshold());
    alike.keySet().removeIf(hash -> seen.contains(Set.of(one.hash(), hash)));
    for (Map.Entry<String, SearchHit> hit :
        HybridSearch.resolve(connection, alike.keySet(), filter).entrySet()) {
      if (counts(one.place(), hit.getValue())) {
        seen.add(Set.of(one.hash(), hit.getKey()));
        pairs.add(
            new ClonePair(alike.get(hit.getKey()), one.place(), hit.getValue(), one.tokens()));
      }
    }
  }

  private boolean counts(SearchHit one, SearchHit other) {
    return terms.within() || !one.repository().equals(other.repository());
  }

  private List<SearchHit> places(String hash, FileFilter filter) throws SQLException {
    List<SearchHit> places = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT f.repository, f.path, c.start_line, c.end_line, c.symbol, c.kind, c.language,"
                + " c.text, c.breadcrumb FROM codestrata.chunk c JOIN "
                + filter.files()
                + " USING (content_hash, language, chunking) WHERE c.chunk_hash = ? AND "
                + filter.sql()
                + " ORDER BY f.repository, f.path, c.ordinal")) {
      select.setString(1, hash);
      filter.bind(select, 2);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          places.add(HybridSearch.hit(row));
        }
      }
    }
    return places;
  }
}
