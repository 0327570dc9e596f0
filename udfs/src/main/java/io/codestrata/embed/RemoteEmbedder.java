package io.codestrata.embed;

import java.util.List;

/** An embedder behind a network: says when a request has gone out, ahead of the answer. */
public interface RemoteEmbedder extends Embedder {

  /**
   * The same as {@link #embedDocuments(List)}.
   *
   * @param sent run at most once, by any thread, when the whole request has been written
   */
  EmbeddedBatch embedDocuments(List<String> texts, Runnable sent) throws EmbeddingException;

  /**
   * The same as {@link #embedQuery(String)}.
   *
   * @param sent run at most once, by any thread, when the whole request has been written
   */
  float[] embedQuery(String query, Runnable sent) throws EmbeddingException;

  @Override
  default EmbeddedBatch embedDocuments(List<String> texts) throws EmbeddingException {
    return embedDocuments(texts, () -> {});
  }

  @Override
  default float[] embedQuery(String query) throws EmbeddingException {
    return embedQuery(query, () -> {});
  }
}
