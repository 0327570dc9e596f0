package io.codestrata.pgvector;

import java.util.Set;

/**
 * What to look for.
 *
 * @param text question or identifiers, of any length; the first 48 words count
 * @param top most hits wanted, 1 to 1,000
 * @param scope where
 * @param model key of the embedding model; only files published with it are found
 * @param signals what the search goes by
 */
public record SearchQuery(
    String text, int top, SearchScope scope, String model, Set<Signal> signals) {
  /**
   * @throws IllegalArgumentException when top is out of range
   */
  public SearchQuery {
    if (top < 1 || top > 1_000) {
      throw new IllegalArgumentException("top is " + top + ", not 1 to 1000");
    }
    signals = Set.copyOf(signals);
  }

  /** By every signal. */
  public SearchQuery(String text, int top, SearchScope scope, String model) {
    this(text, top, scope, model, Signal.ALL);
  }
}
