package io.codestrata.voyagesim;

import static io.codestrata.voyagesim.SimTestClient.body;
import static io.codestrata.voyagesim.SimTestClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults as a client meets them, and whether they are billed. */
class FaultsTest {
  private static final ObjectNode BODY = body("one", "two", "three").put("output_dimension", 256);

  private VoyageSim sim;
  private SimTestClient client;

  @BeforeEach
  void start() throws Exception {
    sim = VoyageSim.start("--port", "0", "--requests-per-minute", "0");
    client = new SimTestClient(sim.url());
  }

  @AfterEach
  void stop() {
    sim.close();
  }

  @Test
  void scriptIsForTheNextRequestsInOrder() throws Exception {
    sim.script("503*2,ok,529:7");
    List<Integer> seen = new ArrayList<>();
    HttpResponse<byte[]> last = null;
    for (int i = 0; i < 4; i++) {
      last = client.post(BODY);
      seen.add(last.statusCode());
    }

    assertThat(seen).containsExactly(503, 503, 200, 529);
    assertThat(last.headers().firstValue("Retry-After")).hasValue("7");
    assertThat(client.post(BODY).statusCode()).isEqualTo(200);
    assertThat(sim.ledger().total().requests()).isEqualTo(2);
    assertThat(sim.arrivals().byStatus()).containsOnlyKeys(200, 503, 529).containsEntry(503, 2L);
  }

  @ParameterizedTest
  @CsvSource({"reset,0,0", "hang:10ms,0,0", "cut,1,200"})
  void brokenConnectionIsAnIoFailureAndBilledOnlyWhereItWasComputed(
      String fault, long billed, int status) throws Exception {
    // A connection's first request, since the JDK's client repeats what fails on a kept one.
    sim.script(fault);

    assertThatThrownBy(() -> client.post(BODY)).isInstanceOf(IOException.class);

    assertThat(sim.ledger().total().requests()).isEqualTo(billed);
    assertThat(sim.arrivals().byStatus()).containsOnlyKeys(status);
    assertThat(client.post(BODY).statusCode()).as("the next one").isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncated", "malformed"})
  void brokenJsonIsBilled(String fault) throws Exception {
    sim.script(fault);

    HttpResponse<byte[]> response = client.post(BODY);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> json(response)).isInstanceOf(JsonProcessingException.class);
    assertThat(sim.ledger().total().requests()).isEqualTo(1);
  }

  @Test
  void wrongAnswersAreWrongAsTheySay() throws Exception {
    JsonNode right = data("ok");

    assertThat(indexes(data("count"))).containsExactly(0, 1);
    assertThat(indexes(data("index"))).containsExactly(0, 1, 3);
    assertThat(indexes(data("duplicate"))).containsExactly(0, 1, 2, 0);
    assertThat(indexes(data("reordered"))).containsExactly(2, 1, 0);
    assertThat(data("reordered").get(0)).isEqualTo(right.get(2));
    JsonNode narrow = data("dimension");
    assertThat(narrow.at("/0/embedding")).hasSize(128);
    assertThat(narrow.get(1)).isEqualTo(right.get(1));
    assertThat(sim.ledger().total().requests()).isEqualTo(7);
  }

  @Test
  void notANumberComesAsPythonWritesItAndInBase64() throws Exception {
    sim.script("nan*3");

    String list = new String(client.post(BODY).body(), UTF_8);
    JsonNode base64 = json(client.post(BODY.deepCopy().put("encoding_format", "base64")));
    JsonNode integers = json(client.post(BODY.deepCopy().put("output_dtype", "int8")));

    assertThat(list).contains("\"embedding\":[NaN,");
    assertThat(SimTestClient.floats(base64.at("/data/0/embedding"))[0]).isNaN();
    assertThat(SimTestClient.floats(base64.at("/data/1/embedding"))[0]).isFinite();
    assertThat(integers.at("/data/0/embedding").isNull()).isTrue();
  }

  @Test
  void pageOfAProxyIsNotBilled() throws Exception {
    sim.script("html");

    HttpResponse<byte[]> response = client.post(BODY);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html");
    assertThat(new String(response.body(), UTF_8)).startsWith("<html>");
    assertThat(sim.ledger().total().requests()).isZero();
  }

  @Test
  void ratesAreDrawnFromTheSeed() throws Exception {
    List<Integer> drawn = statuses("429=0.2,503:1=0.3", 7);

    assertThat(drawn).contains(200, 429, 503);
    assertThat(statuses("429=0.2,503:1=0.3", 7)).isEqualTo(drawn);
    assertThat(statuses("429=0.2,503:1=0.3", 8)).isNotEqualTo(drawn);
    assertThat(statuses("500=1", 1)).containsOnly(500);
  }

  private List<Integer> statuses(String rates, long seed) throws Exception {
    client.control(
        "/sim/faults",
        SimTestClient.JSON.createObjectNode().put("rates", rates).put("seed", seed).toString());
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      statuses.add(client.post(BODY).statusCode());
    }
    return statuses;
  }

  @Test
  void scriptComesOverHttpAsWell() throws Exception {
    client.control("/sim/faults", "{\"script\":\"500*2\"}");

    assertThat(client.post(BODY).statusCode()).isEqualTo(500);
    assertThat(client.control("/sim/faults", "{\"script\":\"wobble\"}").path("detail").asText())
        .contains("no fault 'wobble' (there are");
    assertThat(client.control("/sim/reset", "{}").path("done").asBoolean()).isTrue();
    assertThat(client.post(BODY).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"600", "503:x", "reset:1", "hang:5", "503*0", "", "ok,"})
  void scriptThatIsNoneIsRefused(String script) {
    assertThatThrownBy(() -> sim.script(script)).isInstanceOf(IllegalArgumentException.class);
  }

  private JsonNode data(String fault) throws Exception {
    sim.script(fault);
    return json(client.post(BODY)).path("data");
  }

  private static List<Integer> indexes(JsonNode data) {
    return StreamSupport.stream(data.spliterator(), false)
        .map(item -> item.path("index").asInt())
        .toList();
  }
}
