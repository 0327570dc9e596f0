package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The search by words. A word weighs the logarithm of its rarity among the chunks. The rarest words
 * choose the candidates, as many as {@link #MOST_ROWS} rows allow; all words score them. So a
 * common word beside a rare one costs no pass over half the index.
 */
record LexicalQuery(Connection connection, List<String> words) {
  private static final int MOST_ROWS = 4_000;

  private record Word(String text, String tsquery, long chunks, double weight) {}

  /**
   * What was found.
   *
   * @param chunkHashes best first
   * @param weights of the words that occur, by word
   */
  record Found(List<String> chunkHashes, Map<String, Double> weights) {
    static final Found NOTHING = new Found(List.of(), Map.of());
  }

  Found best(FileFilter filter, int candidates) throws SQLException {
    List<Word> known = weigh();
    return known.isEmpty()
        ? Found.NOTHING
        : new Found(
            best(known, filter, candidates),
            known.stream().collect(Collectors.toMap(Word::text, Word::weight)));
  }

  private List<String> best(List<Word> known, FileFilter filter, int candidates)
      throws SQLException {
    String score =
        known.stream()
            .map(word -> "?::float8 * ts_rank('{0.2,0.4,0.6,1.0}', c.lexemes, ?::tsquery, 1)")
            .collect(Collectors.joining(" + "));
    String sql =
        "SELECT chunk_hash FROM (SELECT c.chunk_hash, "
            + score
            + " AS score FROM codestrata.chunk c WHERE c.lexemes @@ ?::tsquery AND EXISTS (SELECT 1"
            + " FROM "
            + filter.files()
            + " WHERE f.content_hash = c.content_hash AND f.language ="
            + " c.language AND f.chunking = c.chunking AND "
            + filter.sql()
            + ")) s ORDER BY score DESC, chunk_hash LIMIT ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int index = 1;
      for (Word word : known) {
        select.setDouble(index++, word.weight());
        select.setString(index++, word.tsquery());
      }
      select.setString(index++, candidateQuery(known));
      index = filter.bind(select, index);
      select.setInt(index, candidates);
      return HybridSearch.strings(select);
    }
  }

  private static String candidateQuery(List<Word> rarestFirst) {
    List<String> chosen = new ArrayList<>();
    long rows = 0;
    for (Word word : rarestFirst) {
      rows += word.chunks();
      if (!chosen.isEmpty() && rows > MOST_ROWS) {
        break;
      }
      chosen.add(word.tsquery());
    }
    return String.join(" | ", chosen);
  }

  /** The words that occur, rarest first; counting stops a little over what matters. */
  private List<Word> weigh() throws SQLException {
    if (words.isEmpty()) {
      return List.of();
    }
    List<Word> known = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT w, (SELECT greatest(reltuples, 1) FROM pg_class WHERE oid ="
                + " 'codestrata.chunk'::regclass), (SELECT count(*) FROM (SELECT 1 FROM"
                + " codestrata.chunk c WHERE c.lexemes @@ w::tsquery LIMIT ?) s) FROM unnest(?) w")) {
      select.setInt(1, MOST_ROWS + 1);
      select.setArray(
          2,
          connection.createArrayOf("text", words.stream().map(word -> "'" + word + "'").toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          long chunks = row.getLong(3);
          double total = Math.max(row.getDouble(2), (double) chunks);
          if (chunks > 0) {
            double weight = Math.log(1 + (total - chunks + 0.5) / (chunks + 0.5));
            String tsquery = row.getString(1);
            known.add(
                new Word(tsquery.substring(1, tsquery.length() - 1), tsquery, chunks, weight));
          }
        }
      }
    }
    known.sort(Comparator.comparingLong(Word::chunks));
    return known;
  }
}
