package io.codestrata.embed.voyage;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.codestrata.embed.BatchLimits;
import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingModel;
import io.codestrata.embed.RateBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Voyage AI's embeddings endpoint, to its API reference
 * (docs.voyageai.com/reference/embeddings-api): truncation off, vectors as base64 of little-endian
 * floats, matched by index. Every try, retries included, asks the budget first. One call at a time
 * a task.
 */
public final class VoyageEmbedder implements Embedder {
  private static final MediaType JSON = MediaType.get("application/json");

  /** Under the 1,000 texts the API allows, as the reference pipeline measured best. */
  private static final int MAX_TEXTS = 128;

  private static final long MAX_TOKENS = 120_000;
  private static final int CONTEXT_TOKENS = 32_000;

  /** Code comes at 3 to 4 characters a token; fewer is the careful side. */
  private static final int CHARS_A_TOKEN = 3;

  /** Doubled each time: five retries outlast the minute that the account's limits count by. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

  /** A server that asks for more is given up on sooner. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

  private final VoyageSettings settings;
  private final RateBudget budget;
  private final OkHttpClient client;
  private final VoyageCodec codec;
  private final RetryPolicy<EmbeddedBatch> retries;

  /** Sleeps; passed in so that tests need not. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final Sleeper sleeper;
  private final DoubleSupplier random;

  /** A try that may be repeated, at the earliest after {@code wait}. */
  private static final class Transient extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient Duration wait;

    Transient(String message, Duration wait) {
      super(message);
      this.wait = wait;
    }
  }

  public VoyageEmbedder(VoyageSettings settings, RateBudget budget, Sleeper sleeper) {
    this(settings, budget, sleeper, () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * @param random from 0 to 1: spreads the retries of tasks that failed together
   */
  VoyageEmbedder(
      VoyageSettings settings, RateBudget budget, Sleeper sleeper, DoubleSupplier random) {
    this.settings = settings;
    this.codec = new VoyageCodec(settings);
    this.budget = budget;
    this.sleeper = sleeper;
    this.random = random;
    this.client =
        new OkHttpClient.Builder()
            .callTimeout(settings.timeout())
            .connectTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .writeTimeout(settings.timeout())
            // Whatever the client sends again by itself has no permit of the budget.
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .addNetworkInterceptor(VoyageEmbedder::withoutImmediateRetry)
            .build();
    this.retries =
        RetryPolicy.<EmbeddedBatch>builder()
            .handle(IOException.class)
            .withMaxRetries(settings.retries())
            .build();
  }

  /**
   * The client repeats a 503 at once where it reads {@code Retry-After: 0}; none means the same.
   */
  private static Response withoutImmediateRetry(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    return response.code() == 503 && retryAfter(response).isZero()
        ? response.newBuilder().removeHeader("Retry-After").build()
        : response;
  }

  @Override
  public EmbeddingModel model() {
    return new EmbeddingModel(
        "voyage", settings.model(), settings.dimension(), "float", settings.usdPerMillionTokens());
  }

  @Override
  public BatchLimits limits() {
    return new BatchLimits(MAX_TEXTS, MAX_TOKENS, CONTEXT_TOKENS);
  }

  @Override
  public int countTokens(String text) {
    return text.length() / CHARS_A_TOKEN + 1;
  }

  @Override
  public EmbeddedBatch embedDocuments(List<String> texts) throws EmbeddingException {
    return embed(texts, "document");
  }

  @Override
  public float[] embedQuery(String query) throws EmbeddingException {
    return embed(List.of(query), "query").vectors().get(0);
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private EmbeddedBatch embed(List<String> texts, String inputType) throws EmbeddingException {
    long tokens = texts.stream().mapToLong(this::countTokens).sum();
    Request request = request(codec.body(texts, inputType));
    try {
      return Failsafe.with(retries).get(context -> attempt(request, texts.size(), tokens, context));
    } catch (FailsafeException e) {
      throw lost(e);
    }
  }

  private Request request(String body) throws EmbeddingException {
    HttpUrl url = HttpUrl.parse(settings.baseUrl() + "/embeddings");
    if (url == null) {
      throw new EmbeddingException(
          EmbeddingException.Kind.FATAL,
          "'" + settings.baseUrl() + "' is no address of Voyage: set embed.base-url",
          null);
    }
    if (settings.apiKey().isBlank()
        || !settings.apiKey().chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new EmbeddingException(
          EmbeddingException.Kind.FATAL,
          "the key of Voyage is empty or holds a blank: set VOYAGE_API_KEY to a valid one",
          null);
    }
    return new Request.Builder()
        .url(url)
        .header("Authorization", "Bearer " + settings.apiKey())
        .post(RequestBody.create(body, JSON))
        .build();
  }

  private EmbeddingException lost(FailsafeException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof EmbeddingException typed) {
      return typed;
    }
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return new EmbeddingException(
          EmbeddingException.Kind.SERVICE, "the call of Voyage was interrupted", cause);
    }
    return new EmbeddingException(
        EmbeddingException.Kind.SERVICE,
        "Voyage did not answer after "
            + (settings.retries() + 1)
            + " tries: "
            + cause.getMessage()
            + " (run again later)",
        cause);
  }

  private EmbeddedBatch attempt(
      Request request, int texts, long tokens, ExecutionContext<EmbeddedBatch> context)
      throws IOException, EmbeddingException, InterruptedException {
    if (context.isRetry()) {
      sleeper.sleep(waitBefore(context.getAttemptCount(), context.getLastException()));
    }
    sleeper.sleep(Duration.ofNanos(budget.nanosToWait(tokens)));
    try (Response response = client.newCall(request).execute()) {
      String answer = response.body().string();
      if (response.isSuccessful()) {
        return codec.decode(answer, texts);
      }
      throw failure(response, answer);
    }
  }

  /** Exponential, half to one and a half of it, and no less than the service asked for. */
  private Duration waitBefore(int retry, Throwable failure) {
    Duration wait = FIRST_WAIT;
    for (int i = 1; i < retry && wait.compareTo(LONGEST_BACKOFF) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    wait = wait.compareTo(LONGEST_BACKOFF) < 0 ? wait : LONGEST_BACKOFF;
    wait = Duration.ofMillis((long) (wait.toMillis() * (0.5 + random.getAsDouble())));
    Duration asked = failure instanceof Transient told ? told.wait : Duration.ZERO;
    return asked.compareTo(wait) > 0 ? asked : wait;
  }

  private IOException failure(Response response, String answer) throws EmbeddingException {
    int status = response.code();
    if (status == 401 || status == 403) {
      throw new EmbeddingException(
          EmbeddingException.Kind.FATAL,
          "Voyage refused the key ("
              + status
              + "): set VOYAGE_API_KEY to a valid one, and embed.base-url to the host it belongs"
              + " to",
          null);
    }
    if (status == 429 || status >= 500) {
      return new Transient("status " + status, retryAfter(response));
    }
    if (status < 400 || status == 404 || status == 405) {
      throw new EmbeddingException(
          EmbeddingException.Kind.FATAL,
          "no embeddings at " + settings.baseUrl() + " (" + status + "): set embed.base-url",
          null);
    }
    throw new EmbeddingException(
        EmbeddingException.Kind.INPUT,
        "Voyage answered " + status + ": " + codec.detail(answer),
        null);
  }

  /** Undocumented by Voyage, honoured if sent: seconds. */
  private static Duration retryAfter(Response response) {
    try {
      long seconds = Long.parseLong(response.header("Retry-After", "0").strip());
      return Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_RETRY_AFTER.toSeconds())));
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }
}
