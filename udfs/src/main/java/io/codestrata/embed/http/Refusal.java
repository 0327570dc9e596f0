package io.codestrata.embed.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/**
 * What a refusal says: {@code detail} (Voyage; a list of {@code msg} from FastAPI), {@code error}
 * or {@code error.message} (TEI, Ollama, OpenAI) or {@code message} (vLLM).
 */
final class Refusal {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 200;

  private Refusal() {}

  /** Its first line without the key, cut to a length that a log can bear. */
  static String text(byte[] body, String apiKey) {
    String text = said(body);
    if (!apiKey.isBlank()) {
      text = text.replace(apiKey, "(key)");
    }
    String line = text.lines().filter(l -> !l.isBlank()).findFirst().orElse("no detail").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }

  private static String said(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (IOException e) {
      return "";
    }
    JsonNode error = root.path("error");
    for (JsonNode node :
        new JsonNode[] {
          root.path("detail"),
          root.path("detail").path(0).path("msg"),
          error,
          error.path("message"),
          root.path("message")
        }) {
      if (node.isTextual() && !node.asText().isBlank()) {
        return node.asText();
      }
    }
    return "";
  }
}
