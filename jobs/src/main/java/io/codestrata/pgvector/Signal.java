package io.codestrata.pgvector;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a search goes by. Each can be switched off, and tells of each hit what it gave: points that
 * are summed, or a factor that the sum is multiplied by.
 */
public enum Signal {
  /** Nearness of the embeddings, by rank. */
  VECTOR,
  /** Words that question and chunk share, by BM25. */
  LEXICAL,
  /** Words that occur nowhere are taken for the nearest name; gives no points of its own. */
  SPELLING,
  /** The chunk declares the identifier that is asked for. */
  SYMBOL,
  /** The file's name has words of the question. */
  PATH,
  /** Further chunks of the file match. */
  FILE,
  /** Factor: tests count less, unless they are asked for. */
  TESTS,
  /** Factor: examples, type stubs and files that only pass names on, unless asked for. */
  ASIDE,
  /** Factor: prose counts less than code. */
  PROSE,
  /** Factor: a second hit of a file counts less, and further ones are left out. */
  FOLD;

  /** Every signal. */
  public static final Set<Signal> ALL = Collections.unmodifiableSet(EnumSet.allOf(Signal.class));

  /** All but these. */
  public static Set<Signal> allBut(Set<Signal> off) {
    EnumSet<Signal> signals = EnumSet.allOf(Signal.class);
    signals.removeAll(off);
    return signals;
  }

  /** Whether it multiplies the score instead of adding to it. */
  public boolean isFactor() {
    return compareTo(FILE) > 0;
  }

  /** Its name for users. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
