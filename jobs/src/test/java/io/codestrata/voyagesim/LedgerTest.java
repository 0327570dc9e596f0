package io.codestrata.voyagesim;

import static io.codestrata.voyagesim.SimTestClient.JSON;
import static io.codestrata.voyagesim.SimTestClient.body;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is billed, to clients that stay and to those that go. */
class LedgerTest {
  /** SHA-256 of "a", by sha256sum. */
  private static final String HASH_OF_A =
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";

  @TempDir Path folder;

  @Test
  void textsAreCountedByHashAndInputType() throws Exception {
    try (VoyageSim sim = VoyageSim.start("--port", "0")) {
      SimTestClient client = new SimTestClient(sim.url());
      client.post(body("a", "b", "a").put("input_type", "document"));
      client.post(body("a", "c d").put("input_type", "document"));
      client.post(body("a").put("input_type", "query"));
      client.post(body("a"));

      assertThat(sim.ledger().documents()).hasSize(3).containsEntry(HASH_OF_A, 3);
      assertThat(sim.ledger().total()).isEqualTo(new LedgerSummary(4, 8, 7, 5, 1));
      JsonNode told = client.control("/sim/ledger", "");
      assertThat(told.path("total"))
          .isEqualTo(
              JSON.readTree(
                  "{\"requests\":4,\"tokens\":8,\"texts\":7,\"distinctTexts\":5,\"repeatedTexts\":1}"));
      assertThat(told.at("/byInputType/document/repeatedTexts").asInt()).isEqualTo(1);
      assertThat(told.at("/byInputType/query/texts").asInt()).isEqualTo(1);
      assertThat(told.at("/byInputType/none/texts").asInt()).isEqualTo(1);
    }
  }

  @Test
  void fileHasALineForEachRequestBeforeItsAnswerAndKeepsThemOverRestarts() throws Exception {
    Path file = folder.resolve("ledger.jsonl");
    for (int i = 0; i < 2; i++) {
      try (VoyageSim sim = VoyageSim.start("--port", "0", "--ledger", file.toString())) {
        new SimTestClient(sim.url()).post(body("a").put("input_type", "document"));
        // Read while the server runs, as after the kill of a client.
        assertThat(Files.readAllLines(file)).hasSize(i + 1);
      }
    }
    JsonNode line = JSON.readTree(Files.readAllLines(file).get(1));
    assertThat(line.path("model").asText()).isEqualTo("voyage-code-3");
    assertThat(line.path("input_type").asText()).isEqualTo("document");
    assertThat(line.path("tokens").asLong()).isEqualTo(1);
    assertThat(line.path("texts")).isEqualTo(JSON.valueToTree(List.of(HASH_OF_A)));
    assertThat(line.path("at").asLong()).isPositive();
  }

  @Test
  void clientThatGoesAwayBeforeItsAnswerIsBilled() throws Exception {
    try (VoyageSim sim = VoyageSim.start("--port", "0", "--latency", "100ms")) {
      byte[] body = body("a").toString().getBytes(UTF_8);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sim.port())) {
        OutputStream out = socket.getOutputStream();
        out.write(
            ("POST /v1/embeddings HTTP/1.1\r\nHost: sim\r\nAuthorization: Bearer sim-key\r\n"
                    + "Content-Type: application/json\r\nContent-Length: "
                    + body.length
                    + "\r\n\r\n")
                .getBytes(UTF_8));
        out.write(body);
        out.flush();
        awaitArrivals(sim, 1);
      }
      // The server is none the worse for it.
      assertThat(new SimTestClient(sim.url()).post(body("b")).statusCode()).isEqualTo(200);
      assertThat(sim.ledger().total()).isEqualTo(new LedgerSummary(2, 2, 2, 2, 0));
    }
  }

  @Test
  void clientThatIsNeverHeardOutIsNotBilled() throws Exception {
    try (VoyageSim sim = VoyageSim.start("--port", "0")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sim.port())) {
        socket
            .getOutputStream()
            .write("POST /v1/embeddings HTTP/1.1\r\nContent-Length: 99\r\n\r\n{".getBytes(UTF_8));
      }
      assertThat(new SimTestClient(sim.url()).post(body("b")).statusCode()).isEqualTo(200);
      assertThat(sim.ledger().total().requests()).isEqualTo(1);
    }
  }

  @Test
  void connectionIsKeptOverAnswersThatWaited() throws Exception {
    try (VoyageSim sim = VoyageSim.start("--port", "0", "--latency", "20ms");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), sim.port())) {
      socket.setSoTimeout(10_000);
      byte[] body = body("a").put("output_dimension", 256).toString().getBytes(UTF_8);
      for (int i = 1; i <= 3; i++) {
        socket
            .getOutputStream()
            .write(
                ("POST /v1/embeddings HTTP/1.1\r\nHost: sim\r\nAuthorization: Bearer sim-key\r\n"
                        + "Content-Type: application/json\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n"
                        + new String(body, UTF_8))
                    .getBytes(UTF_8));
        assertThat(answer(socket.getInputStream())).startsWith("HTTP/1.1 200 OK").endsWith("}}");
      }
      assertThat(sim.ledger().total().requests()).isEqualTo(3);
    }
  }

  private static String answer(InputStream in) throws Exception {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    String length = head.toString().replaceAll("(?is).*content-length: *(\\d+).*", "$1");
    return head + new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
  }

  private static void awaitArrivals(VoyageSim sim, int count) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (sim.arrivals().log().size() < count && System.nanoTime() < end) {
      Thread.sleep(1);
    }
    assertThat(sim.arrivals().log()).hasSize(count);
  }
}
