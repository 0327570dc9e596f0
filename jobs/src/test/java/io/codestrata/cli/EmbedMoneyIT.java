package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.job.InvoiceSources;
import io.codestrata.job.LakeRows;
import io.codestrata.voyagesim.VoyageSim;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run will cost, and that it costs no more than it may. */
class EmbedMoneyIT {
  private static final int FILES = 120;
  private static final double USD_A_MILLION_TOKENS = 0.18;

  @TempDir Path folder;
  private VoyageSim sim;
  private Launcher codestrata;
  private Path source;

  @BeforeEach
  void install() throws Exception {
    sim = VoyageSim.start("--port", "0", "--latency", "50ms");
    source = InvoiceSources.in(folder.resolve("shop"), FILES);
    codestrata = VoyageLauncher.of(folder, sim).with("CODESTRATA_EMBED_BATCH_TEXTS", "4");
  }

  @AfterEach
  void stop() {
    sim.close();
  }

  @Test
  void dryRunsTellTheCostAndRunsStopAtTheSumThatTheyMaySpend() throws Exception {
    Outcome plan = index("--dry-run");
    assertThat(plan.code()).as(plan.err()).isZero();
    assertThat(plan.json().path("chunksEmbedded").asInt()).isEqualTo(FILES);
    assertThat(kept()).as("what a dry run leaves of a new data folder").isEmpty();
    assertThat(sim.arrivals().log()).isEmpty();

    BigDecimal sum =
        BigDecimal.valueOf(plan.json().path("costUsd").asDouble() / 2)
            .setScale(6, RoundingMode.DOWN)
            .stripTrailingZeros();
    Outcome stopped = index("--max-cost", sum.toPlainString());
    double spent = usd(sim.ledger().total().tokens());
    assertThat(stopped.code()).as(stopped.err()).isEqualTo(3);
    assertThat(spent).isPositive().isLessThanOrEqualTo(sum.doubleValue());
    assertThat(stopped.json().path("costUsd").asDouble()).isEqualTo(spent);
    assertThat(stopped.json().path("failures").asInt())
        .isEqualTo(FILES - stopped.json().path("chunksEmbedded").asInt());
    assertThat(LakeRows.of(codestrata.data(), "failures"))
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.path("path").asText()).startsWith("invoice");
              assertThat(row.path("reason").asText())
                  .contains("$" + sum.toPlainString() + " are spent", "--max-cost");
            });

    long before = sim.ledger().total().tokens();
    Map<String, String> kept = kept();
    Outcome rest = index("--dry-run");
    assertThat(rest.code()).as(rest.err()).isZero();
    assertThat(kept()).as("files, their sizes and times").isEqualTo(kept);
    assertThat(sim.ledger().total().tokens()).isEqualTo(before);

    Outcome last = index();
    assertThat(last.code()).as(last.err()).isZero();
    assertThat(sim.ledger().documents()).hasSize(FILES).doesNotContainValue(2);
    assertThat(rest.json().path("chunksEmbedded")).isEqualTo(last.json().path("chunksEmbedded"));
    assertThat(keys(rest)).isEqualTo(keys(last));
    assertThat(rest.json().path("dryRun").asBoolean()).isTrue();
    assertThat(last.json().path("dryRun").asBoolean(true)).isFalse();
    long billed = sim.ledger().total().tokens() - before;
    assertThat(last.json().path("tokens").asLong()).isEqualTo(billed);
  }

  private Outcome index(String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("index", source.toString(), "--source", "folder", "--json"));
    command.addAll(Arrays.asList(more));
    return codestrata.run(command.toArray(String[]::new));
  }

  private static double usd(long tokens) {
    return tokens * USD_A_MILLION_TOKENS / 1e6;
  }

  private static List<String> keys(Outcome outcome) throws Exception {
    List<String> keys = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : outcome.json().properties()) {
      keys.add(property.getKey());
    }
    return keys;
  }

  /** Size and time of every file of the data folder that is not temporary. */
  private Map<String, String> kept() throws IOException {
    Map<String, String> kept = new TreeMap<>();
    Path data = codestrata.data();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(data.resolve("tmp"))) {
          kept.put(
              data.relativize(file).toString(),
              Files.size(file) + " bytes of " + Files.getLastModifiedTime(file));
        }
      }
    }
    return kept;
  }
}
