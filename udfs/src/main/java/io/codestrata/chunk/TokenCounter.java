package io.codestrata.chunk;

/**
 * Counts or estimates the tokens an embedding model would see in a text. Deterministic; no token
 * goes over the end of a line, so that lines' counts add up.
 */
@FunctionalInterface
public interface TokenCounter {
  /**
   * @param utf8 any text
   * @param start first byte, 0-based, inclusive
   * @param end exclusive
   * @return tokens of that range, 0 for an empty one
   */
  int count(byte[] utf8, int start, int end);
}
