package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingModel;
import io.codestrata.embed.RateBudget;
import io.codestrata.embed.local.LocalEmbedder;
import io.codestrata.embed.local.LocalModel;
import io.codestrata.embed.voyage.VoyageEmbedder;
import io.codestrata.embed.voyage.VoyageSettings;
import java.io.Serializable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * How to make an embedder; sent to executors by value.
 *
 * @param provider {@code local} or {@code voyage}
 * @param model the provider's name of it
 * @param dimension length of a vector
 * @param apiKey never shown
 * @param baseUrl the provider's address, empty for its public one
 * @param requestsPerMinute this JVM's share of the account's limit
 * @param tokensPerMinute this JVM's share of the account's limit
 */
record EmbedderSettings(
    String provider,
    String model,
    int dimension,
    String apiKey,
    String baseUrl,
    long requestsPerMinute,
    long tokensPerMinute)
    implements Serializable {
  private static final String VOYAGE_MODEL = "voyage-code-3";

  /** One budget a JVM, shared by its tasks: tasks come and go, the account's minute does not. */
  private static final ConcurrentMap<EmbedderSettings, RateBudget> BUDGETS =
      new ConcurrentHashMap<>();

  static EmbedderSettings of(PipelineConfig config) throws JobException {
    if (config.text(Options.PROVIDER).equals("local")) {
      String name =
          config.isSet(Options.MODEL) ? config.text(Options.MODEL) : LocalModel.names().get(0);
      EmbeddingModel model =
          LocalModel.named(name)
              .orElseThrow(() -> JobErrors.unknownLocalModel(name, LocalModel.names()))
              .model();
      return new EmbedderSettings("local", model.name(), model.dimension(), "", "", 0, 0);
    }
    if (!config.isSet(Options.API_KEY)) {
      throw JobErrors.noKey();
    }
    return new EmbedderSettings(
        "voyage",
        config.isSet(Options.MODEL) ? config.text(Options.MODEL) : VOYAGE_MODEL,
        (int) config.number(Options.DIMENSION),
        config.text(Options.API_KEY),
        config.text(Options.BASE_URL),
        config.number(Options.REQUESTS_PER_MINUTE),
        config.number(Options.TOKENS_PER_MINUTE));
  }

  /**
   * Texts of one task. A local model's tasks are of about a second, so that no core waits long for
   * the last one; a remote one's are of a few full calls.
   */
  int textsATask() {
    return provider.equals("local") ? 64 : 256;
  }

  /** The limit cut into equal shares that sum to it. */
  EmbedderSettings shareOf(int jvms) {
    return new EmbedderSettings(
        provider,
        model,
        dimension,
        apiKey,
        baseUrl,
        requestsPerMinute / jvms,
        tokensPerMinute / jvms);
  }

  @Override
  public String toString() {
    return "EmbedderSettings[" + provider + ", " + model + ", " + dimension + "]";
  }

  /** The model's key, dimension and price. */
  EmbeddingModel embeddingModel() {
    return provider.equals("local")
        ? localModel().model()
        : new EmbeddingModel(provider, model, dimension, "float", voyage().usdPerMillionTokens());
  }

  /** Opens an embedder; calls of this JVM share one budget. */
  Embedder open() throws EmbeddingException {
    if (provider.equals("local")) {
      return LocalEmbedder.shared(localModel());
    }
    RateBudget budget =
        BUDGETS.computeIfAbsent(
            this,
            settings ->
                new RateBudget(
                    settings.requestsPerMinute(), settings.tokensPerMinute(), System::nanoTime));
    return new VoyageEmbedder(
        voyage(), budget, duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()));
  }

  /** Loads a local model ahead of the tasks that will ask for it. */
  EmbeddingModel load() throws EmbeddingException {
    try (Embedder embedder = open()) {
      return embedder.model();
    }
  }

  private LocalModel localModel() {
    return LocalModel.named(model).orElseThrow();
  }

  private VoyageSettings voyage() {
    return VoyageSettings.of(baseUrl, apiKey, model, dimension);
  }
}
