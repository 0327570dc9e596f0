package io.codestrata.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * A server on loopback that speaks Voyage AI's protocol. It answers by what a request holds, so
 * tasks may ask in any order.
 */
public final class VoyageServer implements AutoCloseable {
  /** A batch that holds this is refused. */
  public static final String POISON = "poison-for-the-provider";

  public static final String KEY = "voyage-key-canary-7f3a";
  public static final int DIMENSION = 256;

  private static final int TOKENS_A_TEXT = 7;

  private final MockWebServer server = new MockWebServer();
  private final ObjectMapper json = new ObjectMapper();
  private final List<String> documents = new ArrayList<>();
  private int answersLeft = Integer.MAX_VALUE;
  private long tokens;

  public VoyageServer() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start(InetAddress.getLoopbackAddress(), 0);
  }

  /** What {@code embed.base-url} is to be. */
  public String url() {
    return "http://127.0.0.1:" + server.getPort() + "/v1";
  }

  /** Texts it embedded as documents, a text as often as it was. */
  public synchronized List<String> documents() {
    return List.copyOf(documents);
  }

  /** The sum of all usage it told for documents. */
  public synchronized long tokens() {
    return tokens;
  }

  /** Refuses the key once it has answered so many more times. */
  public synchronized void revokeKeyAfter(int answers) {
    answersLeft = answers;
  }

  public synchronized void restoreKey() {
    answersLeft = Integer.MAX_VALUE;
  }

  @Override
  public void close() {
    server.close();
  }

  private synchronized MockResponse answer(RecordedRequest request) {
    if (!("Bearer " + KEY).equals(request.getHeaders().get("Authorization")) || answersLeft == 0) {
      return response(401, "Provided API key is invalid.");
    }
    answersLeft--;
    try {
      return answer(json.readTree(request.getBody().utf8()));
    } catch (JsonProcessingException e) {
      return response(400, "not JSON");
    }
  }

  private MockResponse answer(JsonNode request) {
    List<String> texts = new ArrayList<>();
    request.path("input").forEach(text -> texts.add(text.asText()));
    if (texts.stream().anyMatch(text -> text.contains(POISON))) {
      // Repeats the key, as a careless proxy might.
      return response(400, "refused a text of the holder of " + KEY);
    }
    ObjectNode answer = json.createObjectNode();
    ArrayNode data = answer.putArray("data");
    // Out of order on purpose: the index tells which is which.
    for (int i = texts.size() - 1; i >= 0; i--) {
      data.addObject().put("index", i).put("embedding", vector(texts.get(i)));
    }
    long usage = (long) TOKENS_A_TEXT * texts.size() + 1;
    answer.putObject("usage").put("total_tokens", usage);
    if (request.path("input_type").asText().equals("document")) {
      documents.addAll(texts);
      tokens += usage;
    }
    return new MockResponse.Builder().code(200).body(answer.toString()).build();
  }

  private MockResponse response(int code, String detail) {
    String body = json.createObjectNode().put("detail", detail).toString();
    return new MockResponse.Builder().code(code).body(body).build();
  }

  /** Texts that share words point the same way: each word moves its own place of the vector. */
  private static String vector(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(DIMENSION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    float[] vector = new float[DIMENSION];
    vector[0] = 0.1f;
    for (String word : text.split("[^A-Za-z]+")) {
      vector[Math.floorMod(word.hashCode(), DIMENSION)] += 1;
    }
    for (float value : vector) {
      bytes.putFloat(value);
    }
    return new String(Base64.getEncoder().encode(bytes.array()), UTF_8);
  }
}
