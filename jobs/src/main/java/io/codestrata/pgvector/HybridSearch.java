package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds chunks by meaning and by words. Candidates come from the model's embeddings, by {@link
 * VectorQuery}, and from the chunks' lexemes, where rare words count more; both are resolved to
 * files and ranked together by {@link Ranking}. A chunk is one hit, whatever number of files has
 * it.
 */
public final class HybridSearch {
  private static final int CANDIDATES_PER_HIT = 5;
  private static final int FEWEST_CANDIDATES = 100;

  /** How many candidates of an index are looked at for one that is wanted, unless told. */
  public static final int OVERSAMPLING = 5;

  private HybridSearch() {}

  /**
   * @param queryVector the query's embedding by the query's model; empty to search by words alone
   * @return at most {@code query.top()} hits, best first
   * @throws PgException when the database holds no index or the vector's dimension is not the
   *     model's
   */
  public static List<SearchHit> search(
      Connection connection, SearchQuery query, float[] queryVector) throws PgException {
    return search(connection, query, queryVector, FileRelation.PUBLISHED, OVERSAMPLING);
  }

  /**
   * The same over the files of a relation.
   *
   * @param oversampling how many candidates of an index are looked at for one that is wanted
   */
  public static List<SearchHit> search(
      Connection connection,
      SearchQuery query,
      float[] queryVector,
      FileRelation files,
      int oversampling)
      throws PgException {
    try {
      return Transactions.onOneSnapshot(
          connection, c -> find(c, query, queryVector, files, oversampling));
    } catch (SQLException e) {
      throw PgErrors.of("search", e);
    }
  }

  /**
   * Whether our schema was made in the database.
   *
   * @throws PgException when it is newer than this code
   */
  public static boolean isMade(Connection connection) throws PgException {
    try {
      return StatusQuery.hasSchema(connection);
    } catch (SQLException e) {
      throw PgErrors.of("read the index's state", e);
    }
  }

  /**
   * What the database holds; nothing where our schema was never made.
   *
   * @throws PgException when the schema is newer than this code, or may not be read
   */
  public static PublishedState status(Connection connection) throws PgException {
    try {
      return StatusQuery.read(connection);
    } catch (SQLException e) {
      throw PgErrors.of("read the index's state", e);
    }
  }

  /** The published repositories alone, by id, further refs after their own; as {@link #status}. */
  public static List<RepositoryRow> repositories(Connection connection) throws PgException {
    try {
      return StatusQuery.repositories(connection);
    } catch (SQLException e) {
      throw PgErrors.of("read the index's state", e);
    }
  }

  /**
   * What is published, one a lake: all that a search has to know of {@link #status}, which counts
   * whole tables. Throws as that does.
   */
  public static List<Checkpoint> checkpoints(Connection connection) throws PgException {
    try {
      return StatusQuery.checkpoints(connection);
    } catch (SQLException e) {
      throw PgErrors.of("read the index's state", e);
    }
  }

  private static List<SearchHit> find(
      Connection connection,
      SearchQuery query,
      float[] vector,
      FileRelation files,
      int oversampling)
      throws SQLException {
    int candidates = Math.max(FEWEST_CANDIDATES, CANDIDATES_PER_HIT * query.top());
    FileFilter filter = FileFilter.of(connection, query.scope(), query.model(), files);
    Question asked = Question.of(query.text());
    Question question =
        query.signals().contains(Signal.SPELLING)
            ? asked.corrected(new Spelling(connection).corrections(asked.words()))
            : asked;
    List<String> near =
        vector.length > 0 && query.signals().contains(Signal.VECTOR)
            ? new VectorQuery(connection, query.model(), vector, oversampling)
                .best(filter, candidates)
            : List.of();
    LexicalQuery.Found worded =
        query.signals().contains(Signal.LEXICAL)
            ? new LexicalQuery(connection, question.words()).best(filter, candidates)
            : LexicalQuery.Found.NOTHING;
    Set<String> hashes = new LinkedHashSet<>(near);
    hashes.addAll(worded.chunkHashes());
    return Ranking.order(
        candidates(resolve(connection, hashes, filter), near, new Bm25(worded.weights())),
        question,
        query.top(),
        query.signals());
  }

  /** Words count for what was found by meaning, too. */
  private static List<Candidate> candidates(
      Map<String, SearchHit> hits, List<String> near, Bm25 bm25) {
    Map<String, Double> scores = new HashMap<>();
    hits.forEach((hash, hit) -> scores.put(hash, bm25.of(hit.breadcrumb(), hit.text())));
    List<Double> sorted = scores.values().stream().sorted(Comparator.reverseOrder()).toList();
    List<Candidate> candidates = new ArrayList<>();
    hits.forEach(
        (hash, hit) -> {
          double score = scores.get(hash);
          candidates.add(
              new Candidate(
                  hit,
                  near.indexOf(hash) + 1,
                  score > 0 ? sorted.indexOf(score) + 1 : 0,
                  score > 0 ? score / sorted.get(0) : 0));
        });
    return candidates;
  }

  /** As JSON, since a database of version 1 has no such column. */
  static boolean hasFurtherRefs(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT 1 FROM codestrata.repository r WHERE to_jsonb(r) ->>"
                    + " 'default_ref' = 'false')")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** The chunks that the filter lets through, by hash, each at its first file. */
  static Map<String, SearchHit> resolve(
      Connection connection, Set<String> hashes, FileFilter filter) throws SQLException {
    Map<String, SearchHit> hits = new LinkedHashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT DISTINCT ON (c.chunk_hash) c.chunk_hash, f.repository, f.path, c.start_line,"
                + " c.end_line, c.symbol, c.kind, c.language, c.text, c.breadcrumb FROM"
                + " codestrata.chunk c JOIN "
                + filter.files()
                + " USING (content_hash, language, chunking) WHERE c.chunk_hash = ANY (?) AND "
                + filter.sql()
                + " ORDER BY c.chunk_hash, "
                + filter.order()
                + ", c.ordinal")) {
      select.setArray(1, connection.createArrayOf("text", hashes.toArray()));
      filter.bind(select, 2);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          hits.put(row.getString("chunk_hash"), hit(row));
        }
      }
    }
    return hits;
  }

  /** What the columns of a chunk and its file say. */
  static SearchHit hit(ResultSet row) throws SQLException {
    return new SearchHit(
        row.getString("repository"),
        row.getString("path"),
        row.getInt("start_line"),
        row.getInt("end_line"),
        row.getString("symbol"),
        row.getString("kind"),
        row.getString("language"),
        row.getString("text"),
        row.getString("breadcrumb"));
  }

  /** First column of a query without parameters, as {@link #strings(PreparedStatement)}. */
  static List<String> strings(Connection connection, String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      return strings(select);
    }
  }

  /** First column, each value once, in order. */
  static List<String> strings(PreparedStatement select) throws SQLException {
    Set<String> values = new LinkedHashSet<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return List.copyOf(values);
  }
}
