package io.codestrata.voyagesim;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The text models with a choice of dimensions, each with its cap on the tokens of one request
 * (docs.voyageai.com/reference/embeddings-api, parameter {@code input}). The caps of voyage-code-4
 * are not in that page; it gets those of its predecessor.
 */
enum SimModel {
  CODE_3("voyage-code-3", 120_000),
  CODE_4("voyage-code-4", 120_000),
  V4_LARGE("voyage-4-large", 120_000),
  V4("voyage-4", 320_000),
  V4_LITE("voyage-4-lite", 1_000_000),
  V3_LARGE("voyage-3-large", 120_000),
  V3_5("voyage-3.5", 320_000),
  V3_5_LITE("voyage-3.5-lite", 1_000_000);

  /** Tokens of one text, for each of them (docs.voyageai.com/docs/embeddings). */
  static final int CONTEXT_TOKENS = 32_000;

  static final int MAX_TEXTS = 1_000;
  static final int DEFAULT_DIMENSION = 1_024;
  static final List<Integer> DIMENSIONS = List.of(256, 512, 1_024, 2_048);

  private final String wireName;
  private final int tokensPerRequest;

  SimModel(String wireName, int tokensPerRequest) {
    this.wireName = wireName;
    this.tokensPerRequest = tokensPerRequest;
  }

  String wireName() {
    return wireName;
  }

  int tokensPerRequest() {
    return tokensPerRequest;
  }

  static Optional<SimModel> named(String name) {
    return Arrays.stream(values()).filter(model -> model.wireName.equals(name)).findFirst();
  }
}
