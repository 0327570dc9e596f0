package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Takes a question's words that occur nowhere for the nearest name that does: trigrams find
 * symbols, and edits choose among them and their parts.
 */
record Spelling(Connection connection) {
  private static final int SHORTEST = 5;

  /** From so many letters on two edits are likelier a slip than another word. */
  private static final int LONG = 8;

  /** So many words are corrected; a paste of another language has hundreds. */
  private static final int MOST_WORDS = 4;

  private static final int MOST_SYMBOLS = 50;

  /** One letter of five that is missing leaves nearly half of the trigrams. */
  private static final double LEAST_SIMILARITY = 0.45;

  /** Corrections by word; none where the database has no trigrams. */
  Map<String, String> corrections(List<String> words) throws SQLException {
    List<String> unknown = unknown(words);
    Map<String, String> corrections = new HashMap<>();
    Optional<String> trigrams = unknown.isEmpty() ? Optional.empty() : schemaOfTrigrams();
    if (trigrams.isEmpty()) {
      return corrections;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL pg_trgm.word_similarity_threshold = " + LEAST_SIMILARITY);
    }
    for (String word : unknown) {
      nearest(word, symbols(word, trigrams.get()))
          .ifPresent(nearest -> corrections.put(word, nearest));
    }
    return corrections;
  }

  private List<String> unknown(List<String> words) throws SQLException {
    List<String> asked =
        words.stream().filter(word -> word.length() >= SHORTEST).distinct().toList();
    if (asked.isEmpty()) {
      return List.of();
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT w FROM unnest(?) w WHERE NOT EXISTS (SELECT 1 FROM codestrata.chunk c WHERE"
                + " c.lexemes @@ ('''' || w || '''')::tsquery) LIMIT "
                + MOST_WORDS)) {
      select.setArray(1, connection.createArrayOf("text", asked.toArray()));
      return HybridSearch.strings(select);
    }
  }

  /** Quoted; it need not be on the search path of whoever asks. */
  private Optional<String> schemaOfTrigrams() throws SQLException {
    return HybridSearch.strings(
            connection,
            "SELECT quote_ident(n.nspname) FROM pg_catalog.pg_extension e JOIN"
                + " pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'"
                + " AND EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE c.relname ="
                + " 'chunk_by_symbol' AND c.relnamespace = 'codestrata'::regnamespace)")
        .stream()
        .findFirst();
  }

  private List<String> symbols(String word, String trigrams) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT symbol FROM codestrata.chunk WHERE symbol <> '' AND ?::text OPERATOR("
                + trigrams
                + ".<%) symbol GROUP BY symbol ORDER BY "
                + trigrams
                + ".word_similarity(?::text, symbol) DESC, symbol LIMIT "
                + MOST_SYMBOLS)) {
      select.setString(1, word);
      select.setString(2, word);
      return HybridSearch.strings(select);
    }
  }

  /** Of the symbols and their parts the one with the fewest edits, then the most common one. */
  static Optional<String> nearest(String word, List<String> symbols) {
    LevenshteinDistance distance = new LevenshteinDistance(word.length() < LONG ? 1 : 2);
    Map<String, Long> names =
        symbols.stream()
            .flatMap(symbol -> IdentifierSplitter.split(symbol).stream())
            .filter(name -> distance.apply(word, name) >= 0)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return names.keySet().stream()
        .min(
            Comparator.comparingInt((String name) -> distance.apply(word, name))
                .thenComparing(names::get, Comparator.reverseOrder())
                .thenComparing(Comparator.naturalOrder()));
  }
}
