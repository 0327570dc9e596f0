package io.codestrata.embed.voyage;

import java.time.Duration;

/**
 * How to reach Voyage AI.
 *
 * @param baseUrl without a slash at the end
 * @param apiKey sent as a bearer token, never shown
 * @param model such as {@code voyage-code-3}
 * @param dimension 256, 512, 1024 or 2048
 * @param timeout of one call
 * @param retries after the first try
 */
public record VoyageSettings(
    String baseUrl, String apiKey, String model, int dimension, Duration timeout, int retries) {
  /** Voyage's public address (docs.voyageai.com, API reference). */
  public static final String PUBLIC_URL = "https://api.voyageai.com/v1";

  /** Settings with the public address where none is named, 30 s a call and 5 retries. */
  public static VoyageSettings of(String baseUrl, String apiKey, String model, int dimension) {
    return new VoyageSettings(
        baseUrl.isEmpty() ? PUBLIC_URL : baseUrl,
        apiKey,
        model,
        dimension,
        Duration.ofSeconds(30),
        5);
  }

  /** List price in dollars a million tokens, 0 for a model this version does not know. */
  public double usdPerMillionTokens() {
    return switch (model) {
      case "voyage-code-3" -> 0.18;
      case "voyage-code-4", "voyage-4-large" -> 0.12;
      case "voyage-4" -> 0.06;
      case "voyage-4-lite" -> 0.02;
      default -> 0;
    };
  }

  @Override
  public String toString() {
    return "VoyageSettings[" + baseUrl + ", " + model + ", " + dimension + "]";
  }
}
