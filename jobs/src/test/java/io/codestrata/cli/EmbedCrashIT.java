package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.job.InvoiceSources;
import io.codestrata.job.LakeRows;
import io.codestrata.voyagesim.Arrival;
import io.codestrata.voyagesim.VoyageSim;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed while they pay for embeddings lose the calls in flight and no other. */
class EmbedCrashIT {
  private static final long SEED = 20_261_125;
  private static final int FILES = 240;
  private static final int TASKS = 2;
  private static final int IN_FLIGHT = 2;
  private static final int BATCH = 4;

  private static final int KILLS_WHILE_EMBEDDING = 3;
  private static final int MOST_TEXTS_BEFORE_A_KILL = 60;

  /** The last kill comes once all is paid for, while it lands or is published. */
  private static final int KILLS = KILLS_WHILE_EMBEDDING + 1;

  private static final int MOST_MILLIS_AFTER_ALL_IS_PAID = 1_500;

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private VoyageSim sim;
  private Launcher codestrata;
  private Path source;

  @BeforeEach
  void install() throws Exception {
    sim = VoyageSim.start("--port", "0", "--latency", "200ms");
    source = InvoiceSources.in(folder.resolve("shop"), FILES);
    codestrata =
        VoyageLauncher.of(folder, sim)
            .with("CODESTRATA_EMBED_BATCH_TEXTS", Integer.toString(BATCH))
            .with("CODESTRATA_EMBED_IN_FLIGHT", Integer.toString(IN_FLIGHT))
            // Several waves, so that some have landed and some have not.
            .with("CODESTRATA_EMBED_COMMIT_CHUNKS", "100");
  }

  @AfterEach
  void stop() {
    sim.close();
  }

  @Test
  void killedRunsPayAgainForTheCallsInFlightAndForNoOther() throws Exception {
    for (int kill = 0; kill < KILLS_WHILE_EMBEDDING; kill++) {
      long texts = billedTexts() + 1 + random.nextInt(MOST_TEXTS_BEFORE_A_KILL);
      killOnce(() -> billedTexts() >= texts, 0);
    }
    killOnce(
        () -> sim.ledger().documents().size() == FILES,
        random.nextInt(MOST_MILLIS_AFTER_ALL_IS_PAID));

    Outcome run = codestrata.run(index());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().path("chunksTotal").asInt()).isEqualTo(FILES);
    assertThat(sim.ledger().documents()).as("texts paid for").hasSize(FILES);
    assertThat(billedTexts() - FILES)
        .as("texts paid for again, seed %d", SEED)
        .isLessThanOrEqualTo((long) KILLS * TASKS * IN_FLIGHT * BATCH);
    assertEveryTextHasOneEmbedding();
    assertTheRunsTellWhatWasBilled();
    assertThat(journal()).as("journal").isEmpty();
    assertThat(
            codestrata
                .run("search", "settle_invoice_17", "--json")
                .json()
                .path(0)
                .path("path")
                .asText())
        .isEqualTo("invoice17.py");
  }

  private void assertEveryTextHasOneEmbedding() throws Exception {
    List<String> chunks = hashes("chunks").stream().distinct().toList();
    assertThat(chunks).hasSize(FILES);
    assertThat(hashes("embeddings")).containsExactlyInAnyOrderElementsOf(chunks);
  }

  private void assertTheRunsTellWhatWasBilled() throws Exception {
    List<JsonNode> runs = LakeRows.of(codestrata.data(), "runs");
    assertThat(sum(runs, "chunks_embedded")).as("each text is some run's, once").isEqualTo(FILES);
    long largestCall = sim.arrivals().log().stream().mapToLong(Arrival::tokens).max().orElseThrow();
    assertThat(sim.ledger().total().tokens() - sum(runs, "tokens"))
        .as("tokens of calls that were in flight")
        .isBetween(0L, KILLS * TASKS * IN_FLIGHT * largestCall);
  }

  /** Starts a run, and ends all its processes so long after something has come to pass. */
  private void killOnce(BooleanSupplier passed, int millis) throws Exception {
    File said = Files.createTempFile(folder, "killed", ".txt").toFile();
    Process run =
        codestrata.builder(index()).redirectErrorStream(true).redirectOutput(said).start();
    try {
      while (!passed.getAsBoolean()) {
        assertThat(run.waitFor(5, TimeUnit.MILLISECONDS))
            .as("ended before its time: %s", Files.readString(said.toPath()))
            .isFalse();
      }
      assertThat(run.waitFor(millis, TimeUnit.MILLISECONDS)).as("ended in peace").isFalse();
    } finally {
      List<ProcessHandle> below = run.descendants().toList();
      run.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
      for (ProcessHandle process : below) {
        process.onExit().get(30, TimeUnit.SECONDS);
      }
    }
  }

  private String[] index() {
    return new String[] {
      "index", source.toString(), "--source", "folder", "--json", "--master", "local[" + TASKS + "]"
    };
  }

  private long billedTexts() {
    return sim.ledger().total().texts();
  }

  private List<String> hashes(String table) throws Exception {
    return LakeRows.of(codestrata.data(), table).stream()
        .map(row -> row.path("chunk_hash").asText())
        .toList();
  }

  private List<String> journal() {
    String[] left = codestrata.data().resolve("lake/_embedded").toFile().list();
    return left == null ? List.of() : List.of(left);
  }

  private static long sum(List<JsonNode> rows, String column) {
    return rows.stream().mapToLong(row -> row.path(column).asLong()).sum();
  }
}
