package io.codestrata.embed.voyage;

import io.codestrata.embed.http.VectorType;
import java.time.Duration;

/**
 * How to reach Voyage AI.
 *
 * @param baseUrl without a slash at the end
 * @param apiKey sent as a bearer token, never shown
 * @param model such as {@code voyage-code-3}
 * @param dimension 256, 512, 1024 or 2048
 * @param type of the vectors' components
 * @param maxTexts of a call, 1 to 1,000
 * @param timeout of one call
 * @param usdPerMillionTokens the model's price
 */
public record VoyageSettings(
    String baseUrl,
    String apiKey,
    String model,
    int dimension,
    VectorType type,
    int maxTexts,
    Duration timeout,
    double usdPerMillionTokens) {
  /** Voyage's public address (docs.voyageai.com/reference/embeddings-api). */
  public static final String PUBLIC_URL = "https://api.voyageai.com/v1";

  public static final String DEFAULT_MODEL = "voyage-code-3";

  /** Under the 1,000 texts that the API allows, as the reference pipeline measured best. */
  public static final int DEFAULT_MAX_TEXTS = 128;

  /** Floats from the public address where none is named, 128 texts and 30 s a call. */
  public static VoyageSettings of(
      String baseUrl, String apiKey, String model, int dimension, double usdPerMillionTokens) {
    return new VoyageSettings(
        baseUrl.isEmpty() ? PUBLIC_URL : baseUrl,
        apiKey,
        model,
        dimension,
        VectorType.FLOAT,
        DEFAULT_MAX_TEXTS,
        Duration.ofSeconds(30),
        usdPerMillionTokens);
  }

  @Override
  public String toString() {
    return "VoyageSettings[" + model + ", " + dimension + ", " + type.wireName() + "]";
  }
}
