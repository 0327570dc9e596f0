package io.codestrata.embed.voyage;

import io.codestrata.embed.RateBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;

/** Voyage on the loopback, and an embedder of it whose clock stands still and who never sleeps. */
final class VoyageServer implements AutoCloseable {
  static final String KEY = "pa_canary1234567890";
  static final int RETRIES = 2;

  final MockWebServer http = new MockWebServer();

  /** Every sleep asked for, permits of no wait included. */
  final List<Duration> sleeps = new ArrayList<>();

  VoyageServer() throws IOException {
    http.start();
  }

  /** Two dimensions, unlike Voyage, so that tests can be read. */
  VoyageSettings settings() {
    return new VoyageSettings(
        http.url("/v1").toString(), KEY, "voyage-code-3", 2, Duration.ofSeconds(5), RETRIES);
  }

  VoyageEmbedder embedder() {
    return embedder(settings());
  }

  /** At a random number of one half, which leaves a wait as it is. */
  VoyageEmbedder embedder(VoyageSettings settings) {
    return new VoyageEmbedder(
        settings, new RateBudget(1, 1_000_000, () -> 0), sleeps::add, () -> 0.5);
  }

  void answer(int code, String body) {
    http.enqueue(new MockResponse.Builder().code(code).body(body).build());
  }

  void answer(int code, String header, String value) {
    http.enqueue(new MockResponse.Builder().code(code).setHeader(header, value).build());
  }

  /** One answer of the code for each try. */
  void answerAlways(int code, String body) {
    for (int i = 0; i <= RETRIES; i++) {
      answer(code, body);
    }
  }

  void breakConnection() {
    http.enqueue(
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build());
  }

  static String embeddings(String... data) {
    return "{\"object\":\"list\",\"data\":["
        + String.join(",", data)
        + "],"
        + "\"model\":\"voyage-code-3\",\"usage\":{\"total_tokens\":7}}";
  }

  static String embedding(int index, float... vector) {
    return "{\"object\":\"embedding\",\"embedding\":\""
        + base64(vector)
        + "\",\"index\":"
        + index
        + "}";
  }

  static String base64(float... vector) {
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
