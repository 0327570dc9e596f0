package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.codestrata.table.Failure;
import io.codestrata.table.FailureKind;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job with a remote provider: what it bills, refuses and withholds. */
class VoyageIT {
  private static final double USD_A_MILLION_TOKENS = 0.18;

  @TempDir Path folder;
  private VoyageServer server;
  private Installation installation;
  private GitFixture git;

  @BeforeEach
  void install() throws Exception {
    server = new VoyageServer();
    installation =
        new Installation(folder.resolve("data"))
            .with("embed.provider", "voyage")
            .with("embed.base-url", server.url())
            .with("embed.api-key", VoyageServer.KEY)
            .with("embed.dimension", Integer.toString(VoyageServer.DIMENSION));
    git = new GitFixture(folder.resolve("shop"));
    git.write("src/cart.py", "def total_price(items):\n    return sum(items)\n");
    git.write("src/auth.py", "def verify_password(user, password):\n    return True\n");
    git.commit("first");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void vectorsLandAndTheBillIsWhatTheServerCounted() throws Exception {
    IndexResult result = installation.index(git.path());

    assertThat(result.failures()).isEmpty();
    assertThat(result.run().chunksEmbedded()).isEqualTo(2);
    assertThat(server.documents()).hasSize(2);
    assertThat(result.run().tokens()).isEqualTo(server.tokens()).isPositive();
    assertThat(result.run().costUsd())
        .isCloseTo(server.tokens() * USD_A_MILLION_TOKENS / 1e6, within(1e-12));
    assertThat(result.run().model()).contains("voyage-code-3");
    assertThat(new StatusJob(installation.config()).run().published().orElseThrow().embeddings())
        .isEqualTo(2);
    assertThat(installation.search("password of a user").get(0).path()).isEqualTo("src/auth.py");
  }

  @Test
  void refusedTextIsItsFilesFailureAndEverythingElseIsIndexed() throws Exception {
    git.write("src/bad.py", "def bad():\n    return '" + VoyageServer.POISON + "'\n");
    git.commit("poison");

    IndexResult result = installation.index(git.path());

    assertThat(result.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.path()).isEqualTo("src/bad.py");
              assertThat(failure.stage()).isEqualTo("embed");
              assertThat(failure.kind()).isEqualTo(FailureKind.INPUT);
              assertThat(failure.reason())
                  .contains("Voyage answered 400")
                  .doesNotContain(VoyageServer.KEY);
            });
    assertThat(result.run().chunksEmbedded()).isEqualTo(2);
    assertThat(result.run().failures()).isEqualTo(1);
    assertThat(installation.search("bad total price verify password"))
        .extracting(hit -> hit.path())
        .containsExactlyInAnyOrder("src/auth.py", "src/cart.py");
  }

  @Test
  void revokedKeyStopsTheRunAndTheNextEmbedsOnlyTheRest() throws Exception {
    // Three rounds: the key dies in the second, the third is never tried.
    writeFunctions(220);
    git.commit("many");
    installation.with("embed.commit-chunks", "100");
    server.revokeKeyAfter(2);

    assertThatThrownBy(() -> installation.index(git.path()))
        .isInstanceOfSatisfying(
            JobException.class,
            problem -> assertThat(problem.kind()).isEqualTo(JobException.Kind.FAILED))
        .hasMessageContaining("Voyage refused the key (401)")
        .hasMessageContaining("VOYAGE_API_KEY")
        .hasMessageNotContaining(VoyageServer.KEY);
    int before = server.documents().size();
    assertThat(before).isPositive();

    server.restoreKey();
    IndexResult next = installation.index(git.path());

    assertThat(next.failures()).extracting(Failure::reason).isEmpty();
    assertThat(next.run().chunksEmbedded()).isEqualTo(server.documents().size() - before);
    assertThat(server.documents()).doesNotHaveDuplicates().hasSize(222);
    assertThat(new StatusJob(installation.config()).run().published().orElseThrow().embeddings())
        .isEqualTo(server.documents().size());
  }

  @Test
  void missingKeyIsAUsageFaultBeforeAnythingStarts() {
    installation.with("embed.api-key", "");

    assertThatThrownBy(() -> installation.index(git.path()))
        .isInstanceOfSatisfying(
            JobException.class,
            problem -> assertThat(problem.kind()).isEqualTo(JobException.Kind.USAGE))
        .hasMessageContaining("set VOYAGE_API_KEY");
    assertThat(folder.resolve("data/lake")).doesNotExist();
  }

  /** So many files, each with a text of its own. */
  private void writeFunctions(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      git.write("src/part" + i + ".py", "def answer_number_%d():\n    return %d\n".formatted(i, i));
    }
  }
}
