package io.codestrata.voyagesim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/** The JDK's HTTP client, and bodies to send with it. */
final class SimTestClient {
  static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  /**
   * @param url of a server, without {@code /embeddings}
   */
  SimTestClient(String url) {
    this.url = url;
  }

  /** A body with texts and model alone. */
  static ObjectNode body(String... texts) {
    ObjectNode body = JSON.createObjectNode().put("model", "voyage-code-3");
    List.of(texts).forEach(body.putArray("input")::add);
    return body;
  }

  HttpResponse<byte[]> post(JsonNode body) throws Exception {
    return post(body.toString());
  }

  HttpResponse<byte[]> post(String body) throws Exception {
    return http.send(request(body), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpRequest request(String body) {
    return builder("/embeddings")
        .header("Authorization", "Bearer sim-key")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /** A request of a path below the server's address. */
  HttpRequest.Builder builder(String path) {
    return HttpRequest.newBuilder(URI.create(url + path));
  }

  /** A request of what Voyage does not have. */
  JsonNode control(String path, String body) throws Exception {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url).resolve(path));
    return json(
        send(
            body.isEmpty()
                ? builder.build()
                : builder.POST(HttpRequest.BodyPublishers.ofString(body)).build()));
  }

  static JsonNode json(HttpResponse<byte[]> response) throws JsonProcessingException {
    return JSON.readTree(new String(response.body(), UTF_8));
  }

  /** The detail of a refusal. */
  static String detail(HttpResponse<byte[]> response) throws JsonProcessingException {
    return json(response).path("detail").asText();
  }

  /** The numbers of a list. */
  static double[] numbers(JsonNode list) {
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.get(i).asDouble();
    }
    return numbers;
  }

  /** The floats of a base64 text. */
  static float[] floats(JsonNode base64) {
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(base64.asText())).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }
}
