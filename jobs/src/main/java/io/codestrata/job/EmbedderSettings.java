package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.BatchLimits;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingModel;
import io.codestrata.embed.EstimatedTokenCount;
import io.codestrata.embed.Permits;
import io.codestrata.embed.RetrySettings;
import io.codestrata.embed.RetryingEmbedder;
import io.codestrata.embed.TokenCount;
import io.codestrata.embed.TokenizerTokenCount;
import io.codestrata.embed.http.VectorType;
import io.codestrata.embed.local.LocalEmbedder;
import io.codestrata.embed.local.LocalModel;
import io.codestrata.embed.openai.OpenAiEmbedder;
import io.codestrata.embed.openai.OpenAiSettings;
import io.codestrata.embed.voyage.VoyageEmbedder;
import io.codestrata.embed.voyage.VoyageSettings;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;

/**
 * How to make an embedder; sent to executors by value.
 *
 * @param provider {@code local}, {@code voyage} or {@code openai}
 * @param model the provider's name of it
 * @param dimension length of a vector; 0 where a server of OpenAI's kind has not told it yet
 * @param requestDimension whether a server of OpenAI's kind is asked for that dimension
 * @param dataType of the vectors' components, as Voyage names it
 * @param apiKey never shown; empty for none
 * @param baseUrl the provider's address, empty for its public one
 * @param tokenizer file of the model's tokenizer, empty where tokens are estimated
 * @param maxTexts of a call
 * @param usdPerMillionTokens list price, 0 where none is known
 */
record EmbedderSettings(
    String provider,
    String model,
    int dimension,
    boolean requestDimension,
    String dataType,
    String apiKey,
    String baseUrl,
    String tokenizer,
    int maxTexts,
    double usdPerMillionTokens)
    implements Serializable {
  private static final String LOCAL = "local";
  private static final String OPENAI = "openai";

  /** What one answer teaches of a model's tokens holds for all calls of this JVM. */
  private static final ConcurrentMap<String, TokenCount> TOKENS = new ConcurrentHashMap<>();

  static EmbedderSettings of(PipelineConfig config) throws JobException {
    return switch (config.text(Options.PROVIDER)) {
      case LOCAL -> local(config);
      case OPENAI -> openai(config);
      default -> voyage(config);
    };
  }

  private static EmbedderSettings local(PipelineConfig config) throws JobException {
    String name =
        config.isSet(Options.MODEL) ? config.text(Options.MODEL) : LocalModel.names().get(0);
    EmbeddingModel model =
        LocalModel.named(name)
            .orElseThrow(() -> JobErrors.unknownLocalModel(name, LocalModel.names()))
            .model();
    return new EmbedderSettings(
        LOCAL, model.name(), model.dimension(), false, model.dataType(), "", "", "", 64, 0);
  }

  private static EmbedderSettings voyage(PipelineConfig config) throws JobException {
    if (!config.isSet(Options.API_KEY)) {
      throw JobErrors.noKey();
    }
    String model =
        config.isSet(Options.MODEL) ? config.text(Options.MODEL) : VoyageSettings.DEFAULT_MODEL;
    return new EmbedderSettings(
        "voyage",
        model,
        (int) config.number(Options.DIMENSION),
        true,
        config.text(Options.DATA_TYPE),
        config.text(Options.API_KEY),
        config.text(Options.BASE_URL),
        config.text(Options.TOKENIZER),
        texts(config, VoyageSettings.DEFAULT_MAX_TEXTS),
        Prices.of(config).usdPerMillionTokens(model));
  }

  private static EmbedderSettings openai(PipelineConfig config) throws JobException {
    if (!config.isSet(Options.MODEL) || !config.isSet(Options.BASE_URL)) {
      throw JobErrors.noServer();
    }
    boolean sized = config.isExplicit(Options.DIMENSION);
    return new EmbedderSettings(
        OPENAI,
        config.text(Options.MODEL),
        sized ? (int) config.number(Options.DIMENSION) : 0,
        sized,
        "float",
        config.text(Options.API_KEY),
        config.text(Options.BASE_URL),
        config.text(Options.TOKENIZER),
        texts(config, OpenAiSettings.DEFAULT_LIMITS.maxTexts()),
        Prices.of(config).usdPerMillionTokens(config.text(Options.MODEL)));
  }

  private static int texts(PipelineConfig config, int preset) {
    return config.isExplicit(Options.BATCH_TEXTS)
        ? (int) config.number(Options.BATCH_TEXTS)
        : preset;
  }

  boolean isLocal() {
    return provider.equals(LOCAL);
  }

  /** The model's key, dimension and price. */
  EmbeddingModel embeddingModel() {
    return isLocal()
        ? localModel().model()
        : new EmbeddingModel(provider, model, dimension, dataType, usdPerMillionTokens);
  }

  /** The same with a dimension: one that is not set is learnt by asking the server once. */
  EmbedderSettings sized(Permits permits) throws EmbeddingException {
    if (dimension > 0) {
      return this;
    }
    try (Embedder embedder = open(permits)) {
      return withDimension(embedder.embedQuery("dimension").length);
    }
  }

  private EmbedderSettings withDimension(int learnt) {
    return new EmbedderSettings(
        provider,
        model,
        learnt,
        requestDimension,
        dataType,
        apiKey,
        baseUrl,
        tokenizer,
        maxTexts,
        usdPerMillionTokens);
  }

  /**
   * Opens an embedder.
   *
   * @param permits asked before each try; nobody asks for local embeddings
   */
  Embedder open(Permits permits) throws EmbeddingException {
    if (isLocal()) {
      return LocalEmbedder.shared(localModel());
    }
    return new RetryingEmbedder(
        provider.equals(OPENAI)
            ? new OpenAiEmbedder(openai(), tokens(), InstantSource.system())
            : new VoyageEmbedder(voyage(), tokens(), InstantSource.system()),
        permits,
        RetrySettings.DEFAULT,
        duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** Loads a local model ahead of the tasks that will ask for it. */
  void load() throws EmbeddingException {
    if (isLocal()) {
      LocalEmbedder.shared(localModel());
    }
  }

  private LocalModel localModel() {
    return LocalModel.named(model).orElseThrow();
  }

  private TokenCount tokens() throws EmbeddingException {
    String key = model + "\n" + tokenizer;
    TokenCount known = TOKENS.get(key);
    if (known != null) {
      return known;
    }
    TokenCount made =
        tokenizer.isEmpty() ? new EstimatedTokenCount() : TokenizerTokenCount.load(tokenizerFile());
    TokenCount first = TOKENS.putIfAbsent(key, made);
    return first == null ? made : first;
  }

  /** Sends the tokenizer's file to executors, which may be on other machines. */
  void sendFiles(SparkContext spark) {
    if (!tokenizer.isEmpty()) {
      spark.addFile(Path.of(tokenizer).toAbsolutePath().toString());
    }
  }

  private Path tokenizerFile() {
    Path file = Path.of(tokenizer);
    return Files.exists(file) || SparkEnv.get() == null
        ? file
        : Path.of(SparkFiles.get(file.getFileName().toString()));
  }

  private VoyageSettings voyage() {
    VoyageSettings preset =
        VoyageSettings.of(baseUrl, apiKey, model, dimension, usdPerMillionTokens);
    return new VoyageSettings(
        preset.baseUrl(),
        apiKey,
        model,
        dimension,
        VectorType.valueOf(dataType.toUpperCase(Locale.ROOT)),
        maxTexts,
        preset.timeout(),
        usdPerMillionTokens);
  }

  private OpenAiSettings openai() {
    OpenAiSettings preset = OpenAiSettings.of(baseUrl, model);
    BatchLimits limits = preset.limits();
    return new OpenAiSettings(
        baseUrl,
        apiKey,
        model,
        dimension,
        requestDimension,
        preset.base64(),
        preset.documentPrefix(),
        preset.queryPrefix(),
        new BatchLimits(maxTexts, limits.maxTokens(), limits.maxBytes(), limits.maxTextTokens()),
        Duration.ofSeconds(60),
        usdPerMillionTokens);
  }

  @Override
  public String toString() {
    return "EmbedderSettings[" + provider + ", " + model + ", " + dimension + "]";
  }
}
