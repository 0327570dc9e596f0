package io.codestrata.embed.voyage;

import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingException.Kind;

/** What this package says when something is wrong. */
final class VoyageErrors {
  private VoyageErrors() {}

  static EmbeddingException dimension(int dimension) {
    return fatal(
        "Voyage has no vectors of "
            + dimension
            + ": set embed.dimension to 256, 512, 1024 or 2048");
  }

  static EmbeddingException maxTexts(int maxTexts) {
    return fatal("Voyage takes 1 to 1,000 texts a call, not " + maxTexts);
  }

  static EmbeddingException noKey() {
    return fatal("there is no key of Voyage: set VOYAGE_API_KEY");
  }

  static EmbeddingException tooLong(EmbeddingException refusal, int tokens, int context) {
    return new EmbeddingException(
        Kind.INPUT,
        refusal.getMessage()
            + " (the text has about "
            + tokens
            + " tokens, the model reads "
            + context
            + ": cut chunks smaller)",
        refusal);
  }

  private static EmbeddingException fatal(String message) {
    return new EmbeddingException(Kind.FATAL, message, null);
  }
}
