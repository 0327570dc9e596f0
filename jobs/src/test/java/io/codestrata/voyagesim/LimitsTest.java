package io.codestrata.voyagesim;

import static io.codestrata.voyagesim.SimTestClient.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The account's limits by a clock of the test's. */
class LimitsTest {
  private final AtomicLong clock = new AtomicLong(42);
  private VoyageSim sim;
  private SimTestClient client;

  @AfterEach
  void stop() {
    sim.close();
  }

  private void start(String... flags) throws Exception {
    String[] all = new String[flags.length + 2];
    System.arraycopy(flags, 0, all, 2, flags.length);
    all[0] = "--port";
    all[1] = "0";
    sim = VoyageSim.start(clock::get, all);
    client = new SimTestClient(sim.url());
  }

  private int status(String... texts) throws Exception {
    return client.post(body(texts)).statusCode();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  @Test
  void requestsCountInEveryMinute() throws Exception {
    start("--requests-per-minute", "2");

    assertThat(status("a")).isEqualTo(200);
    pass(Duration.ofSeconds(30));
    assertThat(status("a")).isEqualTo(200);
    assertThat(status("a")).isEqualTo(429);
    pass(Duration.ofSeconds(30).minusNanos(1));
    assertThat(status("a")).isEqualTo(429);
    pass(Duration.ofNanos(1));
    assertThat(status("a")).as("the first is a minute ago").isEqualTo(200);
    assertThat(status("a")).as("the second is not").isEqualTo(429);
  }

  @Test
  void tokensCountInEveryMinuteAndRefusedOnesUseNothing() throws Exception {
    start("--tokens-per-minute", "5");

    assertThat(status("a b c")).isEqualTo(200);
    assertThat(status("a b c")).isEqualTo(429);
    assertThat(status("a b")).isEqualTo(200);
    pass(Duration.ofMinutes(1));
    assertThat(status("a b c d e")).isEqualTo(200);
    pass(Duration.ofMinutes(1));
    assertThat(status("a b c d e f")).as("never fits").isEqualTo(429);
  }

  @Test
  void requestsCountInEverySecond() throws Exception {
    start("--requests-per-second", "1");

    assertThat(status("a")).isEqualTo(200);
    pass(Duration.ofMillis(999));
    assertThat(status("a")).isEqualTo(429);
    pass(Duration.ofMillis(1));
    assertThat(status("a")).isEqualTo(200);
  }

  @Test
  void limitsAreThoseOfTheFirstTierUnlessSaidOtherwise() throws Exception {
    start();
    Account account = new Account(SimOptions.parse(), sim.ledger());
    EmbeddingsRequest request =
        new RequestReader().read(body("a").toString().getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 2000; i++) {
      account.admit(i, request);
    }
    assertThatThrownBy(() -> account.admit(2000, request))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(429));
  }

  @Test
  void retryAfterIsSentWhereAskedFor() throws Exception {
    start("--requests-per-minute", "1", "--retry-after", "exact");
    status("a");
    pass(Duration.ofMillis(9_500));

    HttpResponse<byte[]> refused = client.post(body("a"));

    assertThat(refused.headers().firstValue("Retry-After")).hasValue("51");
    sim.close();
    start("--requests-per-minute", "1", "--retry-after", "7");
    status("a");
    assertThat(client.post(body("a")).headers().firstValue("Retry-After")).hasValue("7");
    sim.close();
    start("--requests-per-minute", "1");
    status("a");
    assertThat(client.post(body("a")).headers().firstValue("Retry-After")).isEmpty();
  }

  @Test
  void refusedOnesAreInTheLogAndNotInTheLedger() throws Exception {
    start("--requests-per-minute", "1");
    status("a b");
    status("c d e");
    client.post("{}");

    Arrivals arrivals = sim.arrivals();
    assertThat(arrivals.log())
        .containsExactly(
            new Arrival(42, 1, 2, 200, false),
            new Arrival(42, 1, 3, 429, true),
            new Arrival(42, 0, 0, 400, false));
    assertThat(arrivals.limited()).isEqualTo(1);
    assertThat(arrivals.all()).isEqualTo(new WindowMaxima(3, 5, 3, 5));
    assertThat(arrivals.admitted()).isEqualTo(new WindowMaxima(2, 2, 2, 2));
    assertThat(sim.ledger().total()).isEqualTo(new LedgerSummary(1, 2, 1, 1, 0));
  }

  @Test
  void resetForgetsEverything() throws Exception {
    start("--requests-per-minute", "1");
    status("a");
    sim.script("503");

    sim.reset();

    assertThat(sim.arrivals().log()).isEmpty();
    assertThat(status("a")).isEqualTo(200);
    assertThat(sim.ledger().total()).isEqualTo(new LedgerSummary(1, 1, 1, 1, 0));
  }
}
