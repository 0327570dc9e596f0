package io.codestrata.embed.voyage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
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

  private final VoyageSettings settings;
  private final RateBudget budget;
  private final OkHttpClient client;
  private final ObjectMapper json = new ObjectMapper();
  private final RetryPolicy<EmbeddedBatch> retries;

  /** Sleeps; passed in so that tests need not. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final Sleeper sleeper;

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
    this.settings = settings;
    this.budget = budget;
    this.sleeper = sleeper;
    this.client =
        new OkHttpClient.Builder()
            .callTimeout(settings.timeout())
            .readTimeout(settings.timeout())
            .retryOnConnectionFailure(false)
            .build();
    this.retries =
        RetryPolicy.<EmbeddedBatch>builder()
            .handle(IOException.class)
            .withMaxRetries(settings.retries())
            .withBackoff(500, 30_000, ChronoUnit.MILLIS)
            .withJitter(0.5)
            .build();
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
    ObjectNode body =
        json.createObjectNode()
            .put("model", settings.model())
            .put("input_type", inputType)
            .put("truncation", false)
            .put("output_dimension", settings.dimension())
            .put("output_dtype", "float")
            .put("encoding_format", "base64");
    texts.forEach(body.putArray("input")::add);
    long tokens = texts.stream().mapToLong(this::countTokens).sum();
    Request request =
        new Request.Builder()
            .url(settings.baseUrl() + "/embeddings")
            .header("Authorization", "Bearer " + settings.apiKey())
            .post(RequestBody.create(body.toString(), JSON))
            .build();
    try {
      return Failsafe.with(retries).get(() -> attempt(request, texts.size(), tokens));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof EmbeddingException typed) {
        throw typed;
      }
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new EmbeddingException(
          EmbeddingException.Kind.SERVICE,
          "Voyage did not answer after "
              + (settings.retries() + 1)
              + " tries: "
              + cause.getMessage()
              + " (run again later)",
          cause);
    }
  }

  private EmbeddedBatch attempt(Request request, int texts, long tokens)
      throws IOException, EmbeddingException, InterruptedException {
    sleeper.sleep(Duration.ofNanos(budget.nanosToWait(tokens)));
    try (Response response = client.newCall(request).execute()) {
      String answer = response.body().string();
      if (response.isSuccessful()) {
        return decode(answer, texts);
      }
      throw failure(response, answer);
    } catch (Transient e) {
      sleeper.sleep(e.wait);
      throw e;
    }
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
    throw new EmbeddingException(
        EmbeddingException.Kind.INPUT, "Voyage answered " + status + ": " + detail(answer), null);
  }

  /** Undocumented by Voyage, honoured if sent: seconds. */
  private static Duration retryAfter(Response response) {
    try {
      return Duration.ofSeconds(Long.parseLong(response.header("Retry-After", "0").strip()));
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }

  private String detail(String answer) {
    try {
      String detail = json.readTree(answer).path("detail").asText();
      return detail.lines().findFirst().orElse("no detail").replace(settings.apiKey(), "(key)");
    } catch (JsonProcessingException e) {
      return "no detail";
    }
  }

  private EmbeddedBatch decode(String answer, int texts) throws IOException {
    JsonNode root = json.readTree(answer);
    JsonNode data = root.path("data");
    if (data.size() != texts) {
      throw new IOException("it sent " + data.size() + " embeddings for " + texts + " texts");
    }
    float[][] vectors = new float[texts][];
    for (JsonNode item : data) {
      int index = item.path("index").asInt(-1);
      if (index < 0 || index >= texts || vectors[index] != null) {
        throw new IOException("it sent a wrong index " + index);
      }
      vectors[index] = vector(item.path("embedding"));
    }
    return new EmbeddedBatch(List.of(vectors), root.path("usage").path("total_tokens").asLong());
  }

  private float[] vector(JsonNode embedding) throws IOException {
    float[] vector = new float[settings.dimension()];
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(embedding.asText()))
              .order(ByteOrder.LITTLE_ENDIAN);
      if (bytes.remaining() != vector.length * Float.BYTES) {
        throw new IOException("it sent a vector of another dimension");
      }
      bytes.asFloatBuffer().get(vector);
    } catch (IllegalArgumentException e) {
      throw new IOException("it sent a vector that is not base64", e);
    }
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        throw new IOException("it sent a vector that is not finite");
      }
    }
    return vector;
  }
}
