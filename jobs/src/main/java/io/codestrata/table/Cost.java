package io.codestrata.table;

import java.io.Serializable;
import java.util.List;

/**
 * What one stage of a run spent for one repository.
 *
 * @param stage {@code embed}
 * @param provider {@code local}, {@code voyage}, {@code openai}
 * @param model key of the embedding model
 * @param repository its id; a text that several hold is one of them's
 * @param texts sent and answered
 * @param tokens counted by the provider
 * @param usd at list price
 */
public record Cost(
    String stage,
    String provider,
    String model,
    String repository,
    long texts,
    long tokens,
    double usd)
    implements Serializable {

  /** The costs of embedding that the receipt lists. */
  public static List<Cost> of(
      String provider, String model, double usdPerMillionTokens, Receipt receipt) {
    return receipt.spent().entrySet().stream()
        .map(
            entry ->
                new Cost(
                    "embed",
                    provider,
                    model,
                    entry.getKey(),
                    entry.getValue().texts(),
                    entry.getValue().tokens(),
                    entry.getValue().tokens() * usdPerMillionTokens / 1e6))
        .toList();
  }
}
