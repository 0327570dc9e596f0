package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.job.InvoiceSources;
import io.codestrata.job.LakeRows;
import io.codestrata.job.PySpark;
import io.codestrata.voyagesim.VoyageSim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job on a real cluster, as the README submits it: executors die while they parse and
 * while they embed, slow tasks have copies, and the tables are those of a run on one machine.
 */
class ClusterIT {
  private static final int FILES = 400;
  private static final int WORKERS = 2;
  private static final int IN_FLIGHT = 2;
  private static final int BATCH = 4;
  private static final int A_SECOND = 10;
  private static final long PATIENCE_SECONDS = 240;

  /** Without a call for so long, the other executor has no text left, and its copy has come. */
  private static final long QUIET_SECONDS = 4;

  @TempDir Path folder;

  @Test
  void executorsDieAndTheResultIsThatOfALocalRun() throws Exception {
    Path source = InvoiceSources.in(folder.resolve("shop"), FILES);
    Files.writeString(source.resolve("main.rs"), "fn main() {\n    println!(\"shop\");\n}\n");
    Launcher local = local(source);

    try (VoyageSim sim = VoyageSim.start("--port", "0", "--latency", "300ms");
        StandaloneCluster cluster =
            new StandaloneCluster(Files.createDirectories(folder.resolve("cluster")), WORKERS)) {
      Launcher submitted = submitted(sim);
      runAndKill(submitted, cluster, sim, source);

      for (String table : List.of("files", "merkle_nodes", "chunks", "embeddings")) {
        assertThat(rows(submitted, table)).as(table).isNotEmpty().isEqualTo(rows(local, table));
      }
      assertThat(sim.ledger().documents()).hasSize(FILES + 1);
      assertThat(sim.ledger().total().texts() - (FILES + 1))
          .as("texts paid for again")
          .isLessThanOrEqualTo((long) IN_FLIGHT * BATCH);
      assertThat(copiesOfEmbedTasks()).as("copies of slow tasks while embedding").isPositive();
      assertThat(sim.arrivals().all().requestsPerSecond())
          .isLessThanOrEqualTo(A_SECOND + A_SECOND / 10);
      Outcome verified = submitted.run("verify");
      assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
    }
  }

  private Launcher local(Path source) throws Exception {
    try (VoyageSim sim = VoyageSim.start("--port", "0")) {
      Launcher local = VoyageLauncher.of(Files.createDirectories(folder.resolve("local")), sim);
      Outcome run = local.run(index(source));
      assertThat(run.code()).as(run.err()).isZero();
      return local;
    }
  }

  private Launcher submitted(VoyageSim sim) throws Exception {
    return VoyageLauncher.of(Files.createDirectories(folder.resolve("submitted")), sim)
        .with("CODESTRATA_EMBED_BATCH_TEXTS", Integer.toString(BATCH))
        .with("CODESTRATA_EMBED_IN_FLIGHT", Integer.toString(IN_FLIGHT))
        .with("CODESTRATA_EMBED_REQUESTS_PER_SECOND", Integer.toString(A_SECOND))
        .with("SPARK_HOME", PySpark.home().toString())
        .with("SPARK_LOCAL_IP", "127.0.0.1");
  }

  private void runAndKill(Launcher submitted, StandaloneCluster cluster, VoyageSim sim, Path source)
      throws Exception {
    Path err = folder.resolve("submitted.txt");
    Process run =
        submitted
            .builder(submit(cluster, source))
            .redirectError(err.toFile())
            .redirectOutput(folder.resolve("submitted.json").toFile())
            .start();
    try {
      killOneThatParses(cluster, submitted.data(), run);
      killOneThatEmbeds(cluster, sim, run);
      assertThat(run.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly();
    }
    assertThat(run.exitValue()).as("%s%n%s", Files.readString(err), cluster.logs()).isZero();
  }

  private static String[] index(Path source) {
    return new String[] {"index", source.toString(), "--source", "folder", "--json"};
  }

  /** With copies of slow tasks as soon as Spark makes any. */
  private String[] submit(StandaloneCluster cluster, Path source) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("submit", "--master", cluster.address(), "--executor-memory", "700m"));
    for (String setting :
        List.of(
            // Both embed from the start: who comes late would fetch its texts from one that hangs.
            "spark.locality.wait=0s",
            "spark.speculation=true",
            "spark.speculation.quantile=0.1",
            "spark.speculation.multiplier=1.01",
            "spark.speculation.interval=100ms",
            "spark.speculation.minTaskRuntime=100ms",
            "spark.eventLog.enabled=true",
            "spark.eventLog.rolling.enabled=false",
            "spark.eventLog.compress=false",
            "spark.eventLog.dir=" + events().toUri())) {
      command.addAll(List.of("--conf", setting));
    }
    command.add("--");
    command.addAll(List.of(index(source)));
    return command.toArray(String[]::new);
  }

  private Path events() throws Exception {
    return Files.createDirectories(folder.resolve("events"));
  }

  private long copiesOfEmbedTasks() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Set<Integer> embedding = new HashSet<>();
    long copies = 0;
    for (String name : names(events())) {
      for (String line : Files.readAllLines(events().resolve(name))) {
        JsonNode event = json.readTree(line);
        String kind = event.path("Event").asText();
        JsonNode stage = event.path("Stage Info");
        if (kind.equals("SparkListenerStageSubmitted")
            && stage.path("Stage Name").asText().contains("EmbedJob")) {
          embedding.add(stage.path("Stage ID").asInt());
        }
        if (kind.equals("SparkListenerTaskStart")
            && embedding.contains(event.path("Stage ID").asInt())
            && event.path("Task Info").path("Speculative").asBoolean()) {
          copies++;
        }
      }
    }
    return copies;
  }

  /** An executor's first parse makes the file that it notes parses in, by its process id. */
  private static void killOneThatParses(StandaloneCluster cluster, Path data, Process run)
      throws Exception {
    Optional<ProcessHandle> parsing = Optional.empty();
    while (parsing.isEmpty()) {
      assertThat(run.waitFor(5, TimeUnit.MILLISECONDS)).as("ended before it parsed").isFalse();
      List<String> journals = names(data.resolve("journal"));
      parsing =
          cluster.executors().stream()
              .filter(
                  executor ->
                      journals.stream().anyMatch(name -> name.startsWith(executor.pid() + "-")))
              .findFirst();
    }
    StandaloneCluster.kill(parsing.get());
  }

  /**
   * One that hangs gets a copy on the other, which is to wait; it goes on, and dies, and the copy
   * does the rest.
   */
  private static void killOneThatEmbeds(StandaloneCluster cluster, VoyageSim sim, Process run)
      throws Exception {
    awaitTexts(sim, FILES / 4, run);
    ProcessHandle slow = cluster.oldestExecutor();
    StandaloneCluster.signal("STOP", slow);
    long texts = -1;
    // A pause before the other has done most of its half is its start, and no end.
    while (texts < 2 * FILES / 5 || texts < sim.ledger().total().texts()) {
      texts = sim.ledger().total().texts();
      assertThat(run.waitFor(QUIET_SECONDS, TimeUnit.SECONDS)).as("ended without it").isFalse();
    }
    StandaloneCluster.signal("CONT", slow);
    awaitTexts(sim, texts + 2 * BATCH, run);
    StandaloneCluster.kill(slow);
  }

  private static void awaitTexts(VoyageSim sim, long texts, Process run) throws Exception {
    while (sim.ledger().total().texts() < texts) {
      assertThat(run.waitFor(5, TimeUnit.MILLISECONDS)).as("ended before it embedded").isFalse();
    }
  }

  private static List<String> names(Path folder) throws Exception {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Without what tells how texts were packed into calls. */
  private static List<String> rows(Launcher codestrata, String table) throws Exception {
    List<String> rows = new ArrayList<>();
    for (JsonNode row : LakeRows.of(codestrata.data(), table)) {
      ((ObjectNode) row).remove("tokens");
      rows.add(row.toString());
    }
    return rows.stream().sorted().toList();
  }
}
