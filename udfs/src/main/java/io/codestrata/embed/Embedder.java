package io.codestrata.embed;

import java.util.List;

/**
 * Texts to vectors. One call is one try: adapters speak the wire and neither retry nor wait; {@link
 * RetryingEmbedder} does both. Thread-safe.
 */
public interface Embedder extends AutoCloseable {

  EmbeddingModel model();

  /** What a call may carry; the packer keeps batches under it. */
  BatchLimits limits();

  /**
   * Embeds documents in one call.
   *
   * @param texts non-empty texts, within {@link #limits}
   * @return vectors in the order of the texts, each of the model's dimension; of unit length where
   *     the data type is {@code float}
   * @throws EmbeddingException when the call failed; the kind says whose fault it is
   */
  EmbeddedBatch embedDocuments(List<String> texts) throws EmbeddingException;

  /** Embeds one search query; same vector space, the model's query prompt where it has one. */
  float[] embedQuery(String query) throws EmbeddingException;

  /** Tokens the model would count in the text; a careful estimate without its tokenizer. */
  int countTokens(String text);

  @Override
  void close();
}
