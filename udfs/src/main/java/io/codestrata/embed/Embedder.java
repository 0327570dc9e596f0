package io.codestrata.embed;

import java.util.List;

/**
 * Texts to vectors. One instance serves one Spark task or one search; {@link #close} frees what it
 * holds.
 */
public interface Embedder extends AutoCloseable {

  EmbeddingModel model();

  /** What a call may carry; the packer keeps batches under it. */
  BatchLimits limits();

  /**
   * Embeds documents in one call.
   *
   * @param texts non-empty texts, within {@link #limits}
   * @return vectors in the order of the texts, each of the model's dimension and of unit length
   * @throws EmbeddingException when the call is lost for good; the kind says whose fault it is
   */
  EmbeddedBatch embedDocuments(List<String> texts) throws EmbeddingException;

  /** Embeds one search query; same vector space, the model's query prompt where it has one. */
  float[] embedQuery(String query) throws EmbeddingException;

  /** Tokens the model would count in the text; an estimate where the tokenizer is not at hand. */
  int countTokens(String text);

  @Override
  void close();
}
