package io.codestrata.voyagesim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;

/**
 * What Voyage does not have: {@code GET /sim/ledger}, {@code GET /sim/arrivals}, {@code POST
 * /sim/faults} with {@code {"script": "503*3,reset"}} or {@code {"rates": "429=0.02", "seed": 7}},
 * and {@code POST /sim/reset}. Needs no key.
 */
final class ControlHandler implements HttpHandler {
  private final Account account;
  private final Ledger ledger;
  private final ObjectMapper json = new ObjectMapper();

  ControlHandler(Account account, Ledger ledger) {
    this.account = account;
    this.ledger = ledger;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    try {
      JsonNode answer =
          switch (call) {
            case "GET /sim/ledger" -> ledger();
            case "GET /sim/arrivals" -> arrivals();
            case "POST /sim/faults" -> faults(body);
            case "POST /sim/reset" -> {
              account.reset();
              yield done();
            }
            default -> throw new Refusal(404, "Not Found");
          };
      Exchanges.send(exchange, 200, answer);
    } catch (Refusal refusal) {
      Exchanges.refuse(exchange, refusal);
    }
  }

  private JsonNode ledger() {
    ObjectNode node = json.createObjectNode();
    node.set("total", json.valueToTree(ledger.total()));
    node.set("byInputType", json.valueToTree(ledger.byInputType()));
    return node;
  }

  private JsonNode arrivals() {
    Arrivals arrivals = account.arrivals();
    ObjectNode node =
        json.createObjectNode()
            .put("requests", arrivals.log().size())
            .put("limited", arrivals.limited())
            .put("seconds", arrivals.seconds());
    node.set("perSecond", json.valueToTree(arrivals.perSecond()));
    node.set("byStatus", json.valueToTree(arrivals.byStatus()));
    node.set("all", json.valueToTree(arrivals.all()));
    node.set("admitted", json.valueToTree(arrivals.admitted()));
    return node;
  }

  private JsonNode faults(byte[] body) throws Refusal {
    try {
      JsonNode asked = json.readTree(body);
      if (!asked.has("script") && !asked.has("rates")) {
        throw new IllegalArgumentException("the body has neither script nor rates");
      }
      if (asked.has("rates")) {
        account.setRates(
            FaultPlan.parseRates(asked.get("rates").asText()), asked.path("seed").asLong());
      }
      if (asked.has("script")) {
        account.script(FaultPlan.parseScript(asked.get("script").asText()));
      }
      return done();
    } catch (IOException e) {
      throw new Refusal(400, "the body is no JSON");
    } catch (IllegalArgumentException e) {
      throw new Refusal(400, e.getMessage());
    }
  }

  private JsonNode done() {
    return json.createObjectNode().put("done", true);
  }
}
