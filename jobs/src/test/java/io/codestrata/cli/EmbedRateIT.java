package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.job.InvoiceSources;
import io.codestrata.voyagesim.Arrival;
import io.codestrata.voyagesim.Arrivals;
import io.codestrata.voyagesim.VoyageSim;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The account's rate is held over all executors, in any second and any minute. */
class EmbedRateIT {
  private static final int A_SECOND = 20;
  private static final int BATCH = 4;
  private static final int A_MINUTE = 60;

  @TempDir static Path shared;
  private static Path sparkHome;

  @TempDir Path folder;

  @BeforeAll
  static void makeSparkHome() throws Exception {
    sparkHome = SparkHome.in(shared);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"local-cluster[1,1,512]", "local-cluster[2,1,512]", "local-cluster[4,1,512]"})
  void secondIsHeldOverAllExecutors(String master) throws Exception {
    int calls = 6 * A_SECOND;
    try (VoyageSim sim = simOf(10 * A_SECOND)) {
      Outcome run =
          index(sim, master, calls * BATCH, "CODESTRATA_EMBED_REQUESTS_PER_SECOND", A_SECOND);

      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.json().path("chunksEmbedded").asInt()).isEqualTo(calls * BATCH);
      Arrivals arrivals = sim.arrivals();
      System.out.printf(
          "%s: %d calls in %.1f s, at most %d in a second of %d%n",
          master, calls, arrivals.seconds(), arrivals.all().requestsPerSecond(), A_SECOND);
      // A busy machine delivers now and then a request later than the budget allows for.
      assertThat(arrivals.all().requestsPerSecond()).isLessThanOrEqualTo(A_SECOND + A_SECOND / 10);
    }
  }

  @Test
  void minuteIsHeldAndUsed() throws Exception {
    int calls = A_MINUTE + A_MINUTE / 4;
    try (VoyageSim sim =
        VoyageSim.start(
            "--port",
            "0",
            "--latency",
            "200ms",
            "--requests-per-minute",
            Integer.toString(A_MINUTE))) {
      Outcome run =
          index(sim, "local[2]", calls * BATCH, "CODESTRATA_EMBED_REQUESTS_PER_MINUTE", A_MINUTE);

      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.json().path("chunksEmbedded").asInt()).isEqualTo(calls * BATCH);
      Arrivals arrivals = sim.arrivals();
      assertThat(arrivals.limited()).as("refused with 429").isZero();
      assertThat(arrivals.all().requestsPerMinute()).isEqualTo(A_MINUTE);
    }
  }

  @Test
  void accountOfHalfTheRateThatIsSetSlowsTheRunAndLosesNothing() throws Exception {
    int texts = 4 * A_SECOND * BATCH;
    try (VoyageSim sim = simOf(A_SECOND / 2)) {
      Outcome run = index(sim, "local[2]", texts, "CODESTRATA_EMBED_REQUESTS_PER_SECOND", A_SECOND);

      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.json().path("failures").asInt()).isZero();
      assertThat(run.json().path("chunksEmbedded").asInt()).isEqualTo(texts);
      assertThat(sim.ledger().documents()).hasSize(texts).containsValue(1).doesNotContainValue(2);
      List<Arrival> log = sim.arrivals().log();
      long early = limited(log.subList(0, log.size() / 2));
      long late = limited(log.subList(log.size() / 2, log.size()));
      System.out.printf("429s: %d in the first half, %d in the second%n", early, late);
      assertThat(early).as("the limit was met").isPositive();
      assertThat(late).as("and was learnt").isLessThan(early);
    }
  }

  private static VoyageSim simOf(int requestsPerSecond) throws Exception {
    return VoyageSim.start(
        "--port",
        "0",
        "--latency",
        "200ms",
        "--requests-per-second",
        Integer.toString(requestsPerSecond));
  }

  private Outcome index(VoyageSim sim, String master, int texts, String limit, int requests)
      throws Exception {
    Path source = InvoiceSources.in(folder.resolve("shop"), texts);
    Launcher codestrata =
        VoyageLauncher.of(folder, sim)
            .with(limit, Integer.toString(requests))
            .with("CODESTRATA_EMBED_BATCH_TEXTS", Integer.toString(BATCH));
    List<String> command = new ArrayList<>();
    if (!master.startsWith("local[")) {
      codestrata.with("SPARK_HOME", sparkHome.toString()).with("SPARK_LOCAL_IP", "127.0.0.1");
      command.addAll(
          List.of(
              "submit", "--master", master, "--conf", "spark.executor.memory=512m", "--", "index"));
    } else {
      command.addAll(List.of("index", "--master", master));
    }
    command.addAll(List.of(source.toString(), "--source", "folder", "--json"));
    return codestrata.run(command.toArray(String[]::new));
  }

  private static long limited(List<Arrival> arrivals) {
    return arrivals.stream().filter(Arrival::limited).count();
  }
}
