package io.codestrata.embed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.embed.http.VectorType;
import io.codestrata.embed.openai.OpenAiEmbedder;
import io.codestrata.embed.openai.OpenAiSettings;
import io.codestrata.embed.voyage.VoyageEmbedder;
import io.codestrata.embed.voyage.VoyageSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/** A service's wire on the loopback, and embedders of both protocols that talk to it. */
public final class EmbeddingServer implements AutoCloseable {
  public static final String KEY = "pa_canary1234567890";
  public static final int DIMENSION = 256;
  public static final int TOKENS = 7;
  public static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  public final MockWebServer http = new MockWebServer();

  public EmbeddingServer() throws IOException {
    http.start();
  }

  public String url() {
    return http.url("/v1").toString();
  }

  public VoyageSettings voyage() {
    return voyage(VectorType.FLOAT);
  }

  public VoyageSettings voyage(VectorType type) {
    return new VoyageSettings(
        url(), KEY, VoyageSettings.DEFAULT_MODEL, DIMENSION, type, 128, TIMEOUT, 0.18);
  }

  public static VoyageEmbedder embedder(VoyageSettings settings) throws EmbeddingException {
    return new VoyageEmbedder(settings, new EstimatedTokenCount(), InstantSource.fixed(NOW));
  }

  public OpenAiSettings openAi() {
    return new OpenAiSettings(
        url(),
        KEY,
        "nomic-embed-code",
        DIMENSION,
        false,
        false,
        "",
        "",
        OpenAiSettings.DEFAULT_LIMITS,
        TIMEOUT,
        0);
  }

  public static OpenAiEmbedder embedder(OpenAiSettings settings) throws EmbeddingException {
    return new OpenAiEmbedder(settings, new EstimatedTokenCount(), InstantSource.fixed(NOW));
  }

  public void answer(int code, String body) {
    http.enqueue(new MockResponse.Builder().code(code).body(body).build());
  }

  public void answer(int code, String header, String value) {
    http.enqueue(new MockResponse.Builder().code(code).setHeader(header, value).build());
  }

  public void answer(MockResponse.Builder response) {
    http.enqueue(response.build());
  }

  /** Takes the request, then resets the connection. */
  public void resetAfterRequest() {
    answer(new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()));
  }

  /** Promises more than it sends. */
  public void cutInTheMiddle(String body) {
    answer(new MockResponse.Builder().body(body).onResponseBody(new SocketEffect.CloseSocket()));
  }

  /** Takes the request and says nothing. */
  public void stall() {
    answer(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE));
  }

  public JsonNode takeBody() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(take().getBody().utf8());
  }

  public RecordedRequest take() throws InterruptedException {
    RecordedRequest request = http.takeRequest(5, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request came");
    }
    return request;
  }

  /** A vector of the dimension, zeros after what is named. */
  public static float[] vector(float... first) {
    return Arrays.copyOf(first, DIMENSION);
  }

  public static String embeddings(String... data) {
    return answerOf("{\"total_tokens\":" + TOKENS + "}", data);
  }

  public static String answerOf(String usage, String... data) {
    return "{\"object\":\"list\",\"data\":["
        + String.join(",", data)
        + "],\"model\":\"m\",\"usage\":"
        + usage
        + "}";
  }

  /** In base64. */
  public static String embedding(int index, float... vector) {
    return embedding(index, "\"" + base64(vector) + "\"");
  }

  public static String embedding(int index, String embedding) {
    return "{\"object\":\"embedding\",\"embedding\":" + embedding + ",\"index\":" + index + "}";
  }

  public static String numbers(float... vector) {
    StringJoiner numbers = new StringJoiner(",", "[", "]");
    for (float value : vector) {
      numbers.add(Float.toString(value));
    }
    return numbers.toString();
  }

  public static String base64(float... vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  @Override
  public void close() {
    http.close();
  }
}
