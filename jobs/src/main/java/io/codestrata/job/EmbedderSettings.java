package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingModel;
import io.codestrata.embed.EstimatedTokenCount;
import io.codestrata.embed.Permits;
import io.codestrata.embed.RateBudget;
import io.codestrata.embed.RetrySettings;
import io.codestrata.embed.RetryingEmbedder;
import io.codestrata.embed.TokenCount;
import io.codestrata.embed.local.LocalEmbedder;
import io.codestrata.embed.voyage.VoyageEmbedder;
import io.codestrata.embed.voyage.VoyageSettings;
import java.io.Serializable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
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
  private static final String LOCAL_MODEL = LocalEmbedder.MODEL.name();
  private static final String VOYAGE_MODEL = VoyageSettings.DEFAULT_MODEL;

  /** One count a JVM, since what an answer teaches holds for all tasks. */
  private static final TokenCount TOKENS = new EstimatedTokenCount();

  /** One budget a JVM, shared by its tasks: tasks come and go, the account's minute does not. */
  private static final ConcurrentMap<EmbedderSettings, RateBudget> BUDGETS =
      new ConcurrentHashMap<>();

  static EmbedderSettings of(PipelineConfig config) throws JobException {
    if (config.text(Options.PROVIDER).equals("local")) {
      String model = config.isSet(Options.MODEL) ? config.text(Options.MODEL) : LOCAL_MODEL;
      if (!model.equals(LOCAL_MODEL)) {
        throw JobErrors.unknownLocalModel(model, LOCAL_MODEL);
      }
      return new EmbedderSettings(
          "local", LOCAL_MODEL, LocalEmbedder.MODEL.dimension(), "", "", 0, 0);
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
        ? LocalEmbedder.MODEL
        : new EmbeddingModel(provider, model, dimension, "float", usdPerMillionTokens());
  }

  /** Opens an embedder; calls of this JVM share one budget. */
  Embedder open() throws EmbeddingException {
    if (provider.equals("local")) {
      return LocalEmbedder.shared();
    }
    RateBudget budget =
        BUDGETS.computeIfAbsent(
            this,
            settings ->
                new RateBudget(
                    settings.requestsPerMinute(), settings.tokensPerMinute(), System::nanoTime));
    return new RetryingEmbedder(
        new VoyageEmbedder(voyage(), TOKENS, InstantSource.system()),
        permits(budget),
        RetrySettings.DEFAULT,
        duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Loads a local model ahead of the tasks that will ask for it. */
  EmbeddingModel load() throws EmbeddingException {
    try (Embedder embedder = open()) {
      return embedder.model();
    }
  }

  private static Permits permits(RateBudget budget) {
    return new Permits() {
      @Override
      public Permit ask(long tokens) {
        return new Permit(0, budget.nanosToWait(tokens));
      }

      @Override
      public void sent(Permit permit, Outcome outcome, long billedTokens, Duration retryAfter) {}
    };
  }

  private VoyageSettings voyage() {
    return VoyageSettings.of(baseUrl, apiKey, model, dimension, usdPerMillionTokens());
  }

  /** List price in dollars a million tokens, 0 for a model this version does not know. */
  private double usdPerMillionTokens() {
    return switch (model) {
      case "voyage-code-3" -> 0.18;
      case "voyage-code-4", "voyage-4-large" -> 0.12;
      case "voyage-4" -> 0.06;
      case "voyage-4-lite" -> 0.02;
      default -> 0;
    };
  }
}
