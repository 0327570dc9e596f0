package io.codestrata.voyagesim;

import static io.codestrata.voyagesim.SimTestClient.body;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Answers that wait for their time. */
class LatencyTest {
  private static final ObjectNode BODY = body("a").put("output_dimension", 256);

  @Test
  void answerComesNoSoonerThanItsLatencyAndASlowOneLater() throws Exception {
    try (VoyageSim sim = VoyageSim.start("--port", "0", "--latency", "50ms")) {
      SimTestClient client = new SimTestClient(sim.url());
      assertThat(seconds(client)).isGreaterThanOrEqualTo(0.05);
      sim.script("slow:200ms");
      assertThat(seconds(client)).isGreaterThanOrEqualTo(0.25);
    }
  }

  @Test
  void hundredsWaitAtOnceOnFewThreads() throws Exception {
    int requests = 200;
    try (VoyageSim sim = VoyageSim.start("--port", "0", "--latency", "60s")) {
      SimTestClient client = new SimTestClient(sim.url());
      HttpClient http = HttpClient.newHttpClient();
      List<CompletableFuture<HttpResponse<Void>>> answers =
          Stream.generate(
                  () ->
                      http.sendAsync(
                          client.request(BODY.toString()), HttpResponse.BodyHandlers.discarding()))
              .limit(requests)
              .toList();
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (sim.arrivals().log().size() < requests && System.nanoTime() < end) {
        Thread.sleep(5);
      }

      assertThat(sim.arrivals().byStatus()).containsEntry(200, (long) requests);
      assertThat(answers).noneMatch(CompletableFuture::isDone);
      assertThat(sim.ledger().total().requests()).isEqualTo(requests);
      assertThat(
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().equals("voyage-sim")))
          .hasSizeLessThan(requests / 2);
    }
  }

  private static double seconds(SimTestClient client) throws Exception {
    long start = System.nanoTime();
    assertThat(client.post(BODY).statusCode()).isEqualTo(200);
    return (System.nanoTime() - start) / 1e9;
  }
}
