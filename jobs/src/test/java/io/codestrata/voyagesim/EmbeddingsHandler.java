package io.codestrata.voyagesim;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * {@code POST /v1/embeddings}: key (401, 403), body (400), limits (429), then embeddings or a
 * fault, after docs.voyageai.com/docs/error-codes. No thread is held while an answer waits for its
 * time.
 */
final class EmbeddingsHandler implements HttpHandler {
  private static final String BEARER = "Bearer ";

  private final SimOptions options;
  private final Account account;
  private final LongSupplier clock;
  private final Executor writers;
  private final RequestReader reader = new RequestReader();
  private final Answer answer;

  /**
   * @param clock nanoseconds of arrivals
   * @param writers make answers up and send them, each when it is due
   */
  EmbeddingsHandler(SimOptions options, Account account, LongSupplier clock, Executor writers) {
    this.options = options;
    this.account = account;
    this.clock = clock;
    this.writers = writers;
    this.answer = new Answer(new VectorMaker(options.similar()));
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    long arrived = clock.getAsLong();
    long received = System.nanoTime();
    try {
      byte[] body = exchange.getRequestBody().readAllBytes();
      EmbeddingsRequest request = valid(exchange, arrived, body);
      Account.Decision decision = account.admit(arrived, request);
      if (decision.fault().kind() == Fault.Kind.RESET) {
        exchange.close();
        return;
      }
      long delay = Math.max(0, decision.nanos() - (System.nanoTime() - received));
      CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS, writers)
          .execute(() -> send(exchange, request, decision.fault()));
    } catch (Refusal refusal) {
      Exchanges.refuse(exchange, refusal);
    } catch (UncheckedIOException e) {
      Exchanges.refuse(exchange, new Refusal(500, e.getMessage() + ": " + e.getCause()));
    }
  }

  private EmbeddingsRequest valid(HttpExchange exchange, long arrived, byte[] body) throws Refusal {
    EmbeddingsRequest request;
    try {
      authorize(exchange);
      request = reader.read(body);
    } catch (Refusal refusal) {
      account.refused(arrived, 0, 0, refusal.status());
      throw refusal;
    }
    try {
      checkWhole(request);
    } catch (Refusal refusal) {
      account.refused(arrived, request.texts().size(), request.tokens(), refusal.status());
      throw refusal;
    }
    return request;
  }

  private void authorize(HttpExchange exchange) throws Refusal {
    if (!exchange.getRequestURI().getPath().endsWith("/embeddings")) {
      throw new Refusal(404, "Not Found");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      throw new Refusal(405, "Method Not Allowed");
    }
    String header = exchange.getRequestHeaders().getFirst("Authorization");
    String key =
        header != null && header.startsWith(BEARER) ? header.substring(BEARER.length()) : "";
    if (key.equals(options.foreignKey())) {
      throw new Refusal(403, "The key belongs to another host.");
    }
    if (!key.equals(options.key())) {
      throw new Refusal(401, "Provided API key is invalid.");
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Refusal(400, "The request body must be of content type application/json.");
    }
  }

  private void checkWhole(EmbeddingsRequest request) throws Refusal {
    SimModel model = request.model();
    if (request.tokens() > model.tokensPerRequest()) {
      throw new Refusal(
          400,
          ("Request to model '%s' failed. The max allowed tokens per submitted batch is %d. Your"
                  + " batch has %d tokens after truncation. Please lower the number of tokens in"
                  + " the batch.")
              .formatted(model.wireName(), model.tokensPerRequest(), request.tokens()));
    }
    if (options.poison().isPresent()
        && request.texts().stream().anyMatch(text -> text.contains(options.poison().get()))) {
      throw new Refusal(400, "Request to model '" + model.wireName() + "' failed.");
    }
  }

  /** A client that has gone away is no fault of the server's. */
  private void send(HttpExchange exchange, EmbeddingsRequest request, Fault fault) {
    try (exchange) {
      switch (fault.kind()) {
        case HANG -> exchange.close();
        case STATUS ->
            Exchanges.refuse(
                exchange, new Refusal(fault.status(), "Simulated fault.", fault.retryAfter()));
        case CUT -> cut(exchange, answer.body(request, fault.kind()));
        case HTML -> Exchanges.send(exchange, 200, "text/html", answer.body(request, fault.kind()));
        default ->
            Exchanges.send(exchange, 200, "application/json", answer.body(request, fault.kind()));
      }
    } catch (IOException e) {
      exchange.close();
    }
  }

  private static void cut(HttpExchange exchange, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body, 0, body.length / 2);
    exchange.getResponseBody().flush();
    exchange.close();
  }
}
