package io.codestrata.embed.voyage;

/**
 * The API's limits by model (docs.voyageai.com/reference/embeddings-api and
 * docs.voyageai.com/docs/embeddings). A model that they do not name is taken to have the smallest.
 */
final class VoyageModels {
  static final int MAX_TEXTS = 1_000;
  private static final int CONTEXT_TOKENS = 32_000;

  private VoyageModels() {}

  /** Tokens of a call, all texts together. */
  static long maxTokens(String model) {
    return switch (model) {
      case "voyage-4-lite", "voyage-3.5-lite" -> 1_000_000;
      case "voyage-4", "voyage-3.5", "voyage-2" -> 320_000;
      default -> 120_000;
    };
  }

  /** Tokens of one text. */
  static int contextTokens(String model) {
    return switch (model) {
      case "voyage-2" -> 4_000;
      case "voyage-code-2", "voyage-law-2", "voyage-large-2" -> 16_000;
      default -> CONTEXT_TOKENS;
    };
  }
}
