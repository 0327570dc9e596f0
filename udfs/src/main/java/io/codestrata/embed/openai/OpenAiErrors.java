package io.codestrata.embed.openai;

import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingException.Kind;

/** What this package says when something is wrong. */
final class OpenAiErrors {
  private OpenAiErrors() {}

  static EmbeddingException noModel() {
    return new EmbeddingException(
        Kind.FATAL, "the embeddings server needs to know which model: set embed.model", null);
  }

  static EmbeddingException tooLong(int tokens, int context) {
    return new EmbeddingException(
        Kind.INPUT,
        "a text has "
            + tokens
            + " tokens, the model reads "
            + context
            + " and its server may cut the rest off: cut chunks smaller",
        null);
  }
}
