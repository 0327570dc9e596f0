package io.codestrata.embed;

/**
 * Which embedding: part of every cache key, since vectors of two models, dimensions or types never
 * mix.
 *
 * @param provider {@code local}, {@code voyage}
 * @param name the provider's name of the model, such as {@code voyage-code-3}
 * @param dimension length of a vector
 * @param dataType {@code float}
 * @param usdPerMillionTokens list price, 0 for a local model
 */
public record EmbeddingModel(
    String provider, String name, int dimension, String dataType, double usdPerMillionTokens) {

  /** {@code name/dimension/dataType}: the form kept in tables. */
  public String key() {
    return name + "/" + dimension + "/" + dataType;
  }
}
