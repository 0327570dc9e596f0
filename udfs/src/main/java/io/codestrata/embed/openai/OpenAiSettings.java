package io.codestrata.embed.openai;

import io.codestrata.embed.BatchLimits;
import java.time.Duration;

/**
 * How to reach a server that speaks OpenAI's embeddings endpoint.
 *
 * @param baseUrl without a slash at the end, such as {@code http://localhost:11434/v1}
 * @param apiKey sent as a bearer token, never shown; empty for none
 * @param model as the server names it
 * @param dimension of its vectors, 0 to learn it from the first answer
 * @param requestDimension whether to ask for that dimension; most servers refuse to be asked
 * @param base64 whether to ask for base64, a third of the bytes; some servers refuse to be asked
 * @param documentPrefix put before each document, as many models want it, such as {@code
 *     search_document: }
 * @param queryPrefix put before each query, such as {@code search_query: }
 * @param limits of a call
 * @param timeout of one call
 * @param usdPerMillionTokens the model's price, 0 for a server of one's own
 */
public record OpenAiSettings(
    String baseUrl,
    String apiKey,
    String model,
    int dimension,
    boolean requestDimension,
    boolean base64,
    String documentPrefix,
    String queryPrefix,
    BatchLimits limits,
    Duration timeout,
    double usdPerMillionTokens) {

  /**
   * What a server of Text Embeddings Inference takes as it comes: 32 texts ({@code
   * --max-client-batch-size}), 16,384 tokens a batch of its own ({@code --max-batch-tokens}), and
   * half of the 2,000,000 bytes of {@code --payload-limit}, since JSON escapes. The context is the
   * 8,192 tokens of most models that embed code.
   */
  public static final BatchLimits DEFAULT_LIMITS = new BatchLimits(32, 16_384, 1_000_000, 8_192);

  /** A server without key, prefixes and price, whose dimension is learnt; 60 s a call. */
  public static OpenAiSettings of(String baseUrl, String model) {
    return new OpenAiSettings(
        baseUrl, "", model, 0, false, false, "", "", DEFAULT_LIMITS, Duration.ofSeconds(60), 0);
  }

  @Override
  public String toString() {
    return "OpenAiSettings[" + model + ", " + dimension + "]";
  }
}
