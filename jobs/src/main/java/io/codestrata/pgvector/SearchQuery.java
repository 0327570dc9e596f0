package io.codestrata.pgvector;

/**
 * What to look for.
 *
 * @param text question or identifiers, of any length; the first 48 words count
 * @param top most hits wanted, 1 to 1,000
 * @param scope where
 * @param model key of the embedding model; only files published with it are found
 */
public record SearchQuery(String text, int top, SearchScope scope, String model) {
  /**
   * @throws IllegalArgumentException when top is out of range
   */
  public SearchQuery {
    if (top < 1 || top > 1_000) {
      throw new IllegalArgumentException("top is " + top + ", not 1 to 1000");
    }
  }
}
