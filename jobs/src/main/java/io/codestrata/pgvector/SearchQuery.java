package io.codestrata.pgvector;

import java.util.Optional;

/**
 * What to look for.
 *
 * @param text question or identifiers, of any length; the first 48 words count
 * @param top most hits wanted, 1 to 1,000
 * @param repository only there: a repository's id, or its end after a {@code /}
 * @param language only files of this language
 * @param model key of the embedding model; only files published with it are found
 */
public record SearchQuery(
    String text, int top, Optional<String> repository, Optional<String> language, String model) {
  /**
   * @throws IllegalArgumentException when top is out of range
   */
  public SearchQuery {
    if (top < 1 || top > 1_000) {
      throw new IllegalArgumentException("top is " + top + ", not 1 to 1000");
    }
  }
}
