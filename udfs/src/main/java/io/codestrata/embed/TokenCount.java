package io.codestrata.embed;

import java.util.List;

/**
 * Tokens that a provider would count in a text. One instance a model and JVM, shared by its
 * embedders, since what an answer teaches holds for all. Thread-safe.
 */
public interface TokenCount {

  int of(String text);

  /**
   * Learns from what the provider counted.
   *
   * @param texts all texts of one call
   * @param tokens what it counted for them together
   */
  void learn(List<String> texts, long tokens);
}
