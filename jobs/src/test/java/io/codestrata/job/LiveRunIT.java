package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.codestrata.source.SourceKind;
import io.codestrata.source.SourceList;
import io.codestrata.voyagesim.VoyageSim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others see of a run while it is at work. */
class LiveRunIT {
  private static final Pattern METRIC =
      Pattern.compile(
          "(?m)^metrics_codestrata_driver_plugin_io_codestrata_job_MetricsPlugin_"
              + "(\\w+)_Value\\{[^}]*} ([-0-9.E]+)$");

  @TempDir Path folder;
  private int port;

  @Test
  void prometheusAndWatchersSeeTheRunsFiguresWhileItIsAtWork() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (VoyageSim sim = VoyageSim.start("--port", "0")) {
      Installation installation =
          new Installation(folder.resolve("data"))
              .withVariable("VOYAGE_API_KEY", "sim-key")
              .with("embed.provider", "voyage")
              .with("embed.base-url", sim.url())
              .with("embed.prices", Path.of("..", "conf", "prices.yaml").toString())
              .with("source.group-bytes", "1")
              .with("run.trace-id", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
              .with("metrics.port", Integer.toString(port));
      sim.script("429,503,ok");
      Look look = new Look(RunBoard.of(installation.config()));

      IndexResult result =
          new IndexJob(installation.config(), look)
              .run(
                  new IndexRequest(
                      SourceList.of(repositories(), "HEAD", SourceKind.AUTO),
                      Selection.ALL,
                      false));

      assertThat(result.run().trace()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
      Map<String, Double> last = look.metrics;
      assertThat(last)
          .containsEntry("repositories", 1.0)
          .containsEntry("repositories_left", 1.0)
          .containsEntry("files", 2.0)
          .containsEntry("files_read", 2.0)
          .containsEntry("files_skipped", 1.0)
          .containsEntry("files_skipped_binary", 1.0)
          .containsEntry("chunks_embedded", (double) result.run().chunksEmbedded())
          .containsEntry("tokens", (double) sim.ledger().total().tokens())
          .containsEntry("calls", 4.0)
          .containsEntry("calls_limited", 1.0)
          .containsEntry("calls_failed", 1.0)
          .containsEntry("publish_total", 1.0);
      assertThat(last.get("bytes_read")).isPositive();
      assertThat(last.get("chunk_seconds")).isPositive();
      assertThat(last.get("cost_usd"))
          .isPositive()
          .isCloseTo(result.run().costUsd(), within(1e-12));
      assertThat(look.running)
          .singleElement()
          .satisfies(
              run -> {
                assertThat(run.run()).isEqualTo(result.run().run());
                assertThat(run.trace()).isEqualTo(result.run().trace());
                assertThat(run.stage()).isEqualTo("publish");
                assertThat(run.repositoriesLeft()).isEqualTo(1);
                assertThat(run.chunksEmbedded()).isEqualTo(2);
              });
      assertThat(RunBoard.of(installation.config()).running()).as("once it is over").isEmpty();
    }
  }

  /** Two repositories of a chunk each, the first with a file that is left out. */
  private List<String> repositories() throws Exception {
    GitFixture shop = new GitFixture(folder.resolve("shop"));
    shop.write("src/cart.py", "def total_price(items):\n    return sum(items)\n");
    shop.write("logo.png", "\0binary");
    shop.commit("first");
    GitFixture bank = new GitFixture(folder.resolve("bank"));
    bank.write("src/auth.py", "def verify_password(user, password):\n    return True\n");
    bank.commit("first");
    return List.of(shop.path().toString(), bank.path().toString());
  }

  /** Looks whenever contents are about to be published; the last look stays. */
  private final class Look implements Progress {
    private final RunBoard board;
    private Map<String, Double> metrics = Map.of();
    private List<RunStatus> running = new ArrayList<>();

    Look(RunBoard board) {
      this.board = board;
    }

    @Override
    public void begin(String stage, long total, String unit) {
      if (stage.equals("publish")) {
        try {
          metrics = scraped();
          running = board.running();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private Map<String, Double> scraped() throws IOException {
    Map<String, Double> metrics = new HashMap<>();
    URI page = URI.create("http://127.0.0.1:" + port + "/metrics/prometheus/");
    try (var in = page.toURL().openStream()) {
      Matcher metric = METRIC.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      while (metric.find()) {
        metrics.put(metric.group(1), Double.parseDouble(metric.group(2)));
      }
    }
    return metrics;
  }
}
