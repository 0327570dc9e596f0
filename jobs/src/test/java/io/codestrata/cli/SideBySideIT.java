package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.job.InvoiceSources;
import io.codestrata.job.LakeRows;
import io.codestrata.voyagesim.VoyageSim;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs at once on one lake: on different repositories both work, on the same one they wait. */
class SideBySideIT {
  /** A call each, one at a time: more than both other runs take. */
  private static final int SLOW_FILES = 1_000;

  private static final int QUICK_FILES = 5;
  private static final int QUESTIONS = 1;

  @TempDir Path folder;
  private VoyageSim sim;
  private Launcher codestrata;
  private Process slow;

  @BeforeEach
  void install() throws Exception {
    sim = VoyageSim.start("--port", "0", "--latency", "100ms");
    codestrata = VoyageLauncher.of(folder, sim);
    InvoiceSources.in(folder.resolve("slow"), SLOW_FILES);
    Path quick = Files.createDirectories(folder.resolve("quick"));
    for (int i = 0; i < QUICK_FILES; i++) {
      Files.writeString(quick.resolve("q" + i + ".py"), "def quick_%d():\n    pass\n".formatted(i));
    }
  }

  @AfterEach
  void stop() {
    end(slow);
    sim.close();
  }

  @Test
  void runsOnDifferentRepositoriesWorkAndTheHeirOfAKilledOneGoesOn() throws Exception {
    slow = start("slow.txt", index("slow", "1", "1"));
    await(() -> sim.ledger().documents().size() > 3, slow);

    Outcome quick = codestrata.run(index("quick", "8", "2"));

    assertThat(quick.code()).as(quick.err()).isZero();
    assertThat(slow.isAlive()).as("the other goes on").isTrue();
    assertThat(codestrata.run("search", "quick_3", "--json").json().path(0).path("path").asText())
        .isEqualTo("q3.py");

    CompletableFuture<Outcome> heir = CompletableFuture.supplyAsync(this::sameRepository);
    File said = folder.resolve("slow.txt").toFile();
    assertThat(said).exists();
    await(() -> !errorsWith("slow is worked on by codestrata").isEmpty(), slow);
    assertThat(errorsWith("slow is worked on by codestrata").get(0))
        .as("who holds it, and since when")
        .matches(
            ".*is worked on by codestrata \\S+ since 20.* UTC, server process [0-9]+; waiting.*");
    end(slow);
    Outcome rest = heir.get(280, TimeUnit.SECONDS);

    assertThat(rest.code()).as(rest.err()).isZero();
    assertThat(sim.ledger().documents()).hasSize(SLOW_FILES + QUICK_FILES);
    assertThat(sim.ledger().total().texts() - SLOW_FILES - QUICK_FILES - QUESTIONS)
        .as("paid twice: the call in flight at the kill")
        .isBetween(0L, 1L);
    assertThat(LakeRows.of(codestrata.data(), "files")).hasSize(SLOW_FILES + QUICK_FILES);
    assertThat(LakeRows.of(codestrata.data(), "repositories"))
        .extracting(row -> row.path("repository").asText())
        .containsExactlyInAnyOrder("slow", "quick");
  }

  private Outcome sameRepository() {
    try {
      return codestrata.run(index("slow", "64", "8"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lines of what any process has said so far. */
  private List<String> errorsWith(String text) {
    File[] said = folder.toFile().listFiles((dir, name) -> name.startsWith("err"));
    return List.of(said).stream()
        .flatMap(file -> lines(file.toPath()).stream())
        .filter(line -> line.contains(text))
        .toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process start(String said, String... arguments) throws Exception {
    return codestrata
        .builder(arguments)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(said).toFile())
        .start();
  }

  private void await(BooleanSupplier passed, Process alive) throws Exception {
    while (!passed.getAsBoolean()) {
      assertThat(alive.waitFor(20, TimeUnit.MILLISECONDS))
          .as(() -> "ended before its time: " + lines(folder.resolve("slow.txt")))
          .isFalse();
    }
  }

  private static void end(Process run) {
    List<ProcessHandle> below = run.descendants().toList();
    run.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
  }

  private String[] index(String name, String texts, String inFlight) {
    return new String[] {
      "index",
      folder.resolve(name).toString(),
      "--source",
      "folder",
      "--set",
      "embed.batch-texts=" + texts,
      "--set",
      "embed.in-flight=" + inFlight,
      "--master",
      "local[1]"
    };
  }
}
