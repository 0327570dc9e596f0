package io.codestrata.pgvector;

import io.codestrata.chunk.Chunk;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A chunk's words with their places and weights, as a tsvector holds them; and a query's words.
 * Made here and not by {@code to_tsvector}, whose parser keeps identifiers whole. Bounded far below
 * a tsvector's limits (1 MB, 2,046 bytes a word, 16,383 positions; PostgreSQL manual 12.11).
 *
 * @param positions word to its places, ascending, with the weight in the two upper bits: the form
 *     of the binary protocol
 */
record Lexemes(Map<String, short[]> positions) {
  /** 1,500 words of at most 64 chars are at most 300 KB. */
  static final int MOST_WORDS = 1_500;

  private static final int MOST_PLACES = 12;
  private static final int LAST_POSITION = 16_383;
  private static final int SYMBOL = 3 << 14;
  private static final int BREADCRUMB = 2 << 14;
  private static final int REFERENCE = 1 << 14;
  private static final int TEXT = 0;
  private static final int MOST_QUERY_WORDS = 48;

  private static final Set<String> STOP_WORDS =
      Set.copyOf(
          Arrays.asList(
              ("about all also an and any are as at be been but by can could did do does each for"
                      + " from had has have how if in into is it its just may me more most must my"
                      + " no not of on or our over shall should so some such than that the their"
                      + " them then there these they this those to too under up us used uses using"
                      + " very was we were what when where which while who why will with would you"
                      + " your")
                  .split(" ")));

  /** Symbol and definitions weigh A, breadcrumb B, references C, text D. */
  static Lexemes of(Chunk chunk) {
    Builder builder = new Builder();
    builder.add(chunk.symbol(), SYMBOL);
    chunk.definitions().forEach(name -> builder.add(name, SYMBOL));
    builder.add(chunk.breadcrumb(), BREADCRUMB);
    builder.add(chunk.text(), TEXT);
    chunk.references().forEach(name -> builder.add(name, REFERENCE));
    return new Lexemes(builder.finished());
  }

  /**
   * The words to look for, in the order of the query, at most 48, without English stop words unless
   * there is nothing else. Letters, digits and underscores only, so each is safe between quotes in
   * a tsquery.
   */
  static List<String> ofQuery(String query) {
    Set<String> words = new LinkedHashSet<>();
    Set<String> stopped = new LinkedHashSet<>();
    String bounded = query.length() > 20_000 ? query.substring(0, 20_000) : query;
    IdentifierSplitter.split(
        bounded,
        word -> {
          if (STOP_WORDS.contains(word)) {
            stopped.add(word);
          } else {
            words.add(word);
          }
        });
    return (words.isEmpty() ? stopped : words).stream().limit(MOST_QUERY_WORDS).toList();
  }

  private static final class Builder {
    private final Map<String, Places> words = new LinkedHashMap<>();
    private int position;

    void add(String text, int weight) {
      IdentifierSplitter.split(text, word -> place(word, weight));
    }

    private void place(String word, int weight) {
      position = Math.min(position + 1, LAST_POSITION);
      Places places = words.get(word);
      if (places == null) {
        if (words.size() == MOST_WORDS) {
          return;
        }
        places = new Places();
        words.put(word, places);
      }
      places.add(position, weight);
    }

    Map<String, short[]> finished() {
      Map<String, short[]> result = new LinkedHashMap<>(words.size() * 2);
      words.forEach((word, places) -> result.put(word, Arrays.copyOf(places.packed, places.count)));
      return result;
    }
  }

  private static final class Places {
    private short[] packed = new short[2];
    private int count;
    private int last;

    void add(int position, int weight) {
      if (count == MOST_PLACES || position == last) {
        return;
      }
      if (count == packed.length) {
        packed = Arrays.copyOf(packed, count * 2);
      }
      packed[count++] = (short) (weight | position);
      last = position;
    }
  }
}
