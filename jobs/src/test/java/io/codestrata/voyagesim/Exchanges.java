package io.codestrata.voyagesim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/** Answers of JSON on an exchange, each of which ends it. */
final class Exchanges {
  /** The JDK's server keeps a buffer of twice the largest write for each connection. */
  private static final int SLICE = 1 << 16;

  private Exchanges() {}

  static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
    refusal
        .retryAfter()
        .ifPresent(
            seconds -> exchange.getResponseHeaders().set("Retry-After", Long.toString(seconds)));
    send(
        exchange,
        refusal.status(),
        JsonNodeFactory.instance.objectNode().put("detail", refusal.getMessage()));
  }

  static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    send(exchange, status, "application/json", body.toString().getBytes(UTF_8));
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int at = 0; at < body.length; at += SLICE) {
        out.write(body, at, Math.min(SLICE, body.length - at));
      }
    }
  }
}
