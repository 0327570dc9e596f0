package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.codestrata.table.Cost;
import io.codestrata.table.Failure;
import io.codestrata.table.FailureKind;
import io.codestrata.voyagesim.VoyageSim;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job with a remote provider: what it bills, survives, refuses and withholds. */
class VoyageIT {
  private static final double USD_A_MILLION_TOKENS = 0.18;
  private static final int PERCENT_OFF = 30;
  private static final String POISON = "poison-for-the-provider";

  @TempDir Path folder;
  private VoyageSim sim;
  private Installation installation;
  private GitFixture git;

  @BeforeEach
  void install() throws Exception {
    sim = VoyageSim.start("--port", "0", "--poison", POISON);
    installation =
        new Installation(folder.resolve("data"))
            .withVariable("VOYAGE_API_KEY", "sim-key")
            .with("embed.provider", "voyage")
            .with("embed.base-url", sim.url())
            .with("embed.dimension", "256")
            .with("embed.prices", Path.of("..", "conf", "prices.yaml").toString());
    git = new GitFixture(folder.resolve("shop"));
    git.write("src/cart.py", "def total_price(items):\n    return sum(items)\n");
    git.write("src/auth.py", "def verify_password(user, password):\n    return True\n");
    git.commit("first");
  }

  @AfterEach
  void stop() {
    sim.close();
  }

  @Test
  void vectorsLandAndTheBillIsWhatTheServerCounted() throws Exception {
    IndexResult result = installation.index(git.path());

    assertThat(result.failures()).isEmpty();
    assertThat(result.run().chunksEmbedded()).isEqualTo(2);
    assertThat(sim.ledger().documents()).hasSize(2);
    assertThat(result.run().tokens()).isEqualTo(billed()).isPositive();
    assertThat(result.run().tokensUnanswered()).isZero();
    assertThat(result.run().costUsd())
        .isCloseTo(billed() * USD_A_MILLION_TOKENS / 1e6, within(1e-12));
    assertThat(result.run().model()).contains("voyage-code-3");
    assertThat(publishedEmbeddings()).isEqualTo(2);
    assertThat(installation.search("password of a user").get(0).path()).isEqualTo("src/auth.py");
  }

  @Test
  void dryRunIsNearWhatOurOwnSourcesCost() throws Exception {
    Path sources = Path.of("..", "udfs", "src", "main", "java", "io", "codestrata", "embed");

    IndexResult plan = installation.dryRunFolder(sources);
    assertThat(sim.arrivals().log()).isEmpty();
    IndexResult result = installation.indexFolder(sources);

    assertThat(plan.plan().orElseThrow().texts()).isEqualTo(result.run().chunksEmbedded());
    assertThat(plan.plan().orElseThrow().tokens())
        .isCloseTo(billed(), withinPercentage(PERCENT_OFF));
  }

  @Test
  void everyFaultOfTheServicePassesAndNothingIsLost() throws Exception {
    installation.with("embed.batch-texts", "4");
    int files = 120;
    InvoiceSources.in(folder.resolve("many"), files);
    // Ten failures in a row would open the circuit, which is another test's.
    sim.script(
        "ok,429,ok,429:1,ok,500,ok,502,ok,503,ok,529,ok,529:1,ok,reset,ok,truncated,ok,malformed,ok"
            + ",count,ok,dimension,ok,nan,ok,index,ok,duplicate,ok,html,ok,cut,ok,reordered");

    IndexResult result = installation.indexFolder(folder.resolve("many"));

    assertThat(result.failures()).extracting(Failure::reason).isEmpty();
    assertThat(result.run().chunksEmbedded()).isEqualTo(files);
    assertThat(publishedEmbeddings()).isEqualTo(files);
    assertThat(sim.ledger().documents()).hasSize(files);
    assertThat(sim.arrivals().byStatus()).containsKeys(0, 429, 500, 502, 503, 529);
    long unanswered = billed() - result.run().tokens();
    assertThat(unanswered).as("billed for answers that were of no use").isPositive();
    assertThat(result.run().tokensUnanswered())
        .as("what a fault may have cost is told, not less")
        .isGreaterThanOrEqualTo((long) (0.7 * unanswered));
  }

  @Test
  void refusedTextIsItsFilesFailureUntilItIsSound() throws Exception {
    git.write("src/bad.py", "def bad():\n    return '" + POISON + "'\n");
    git.commit("poison");

    IndexResult result = installation.index(git.path());

    assertThat(result.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.path()).isEqualTo("src/bad.py");
              assertThat(failure.stage()).isEqualTo("embed");
              assertThat(failure.kind()).isEqualTo(FailureKind.INPUT);
              assertThat(failure.reason()).contains("Voyage answered 400");
            });
    assertThat(result.run().chunksEmbedded()).isEqualTo(2);
    assertThat(result.run().failures()).isEqualTo(1);
    assertThat(sim.ledger().documents()).hasSize(2).doesNotContainValue(2);
    assertThat(installation.search("bad total price verify password"))
        .extracting(hit -> hit.path())
        .containsExactlyInAnyOrder("src/auth.py", "src/cart.py");

    try (VoyageSim lenient = VoyageSim.start("--port", "0")) {
      installation.with("embed.base-url", lenient.url());
      IndexResult next = installation.index(git.path());

      assertThat(next.failures()).isEmpty();
      assertThat(next.run().chunksEmbedded()).isEqualTo(1);
      assertThat(lenient.ledger().documents())
          .hasSize(1)
          .doesNotContainKeys(sim.ledger().documents().keySet().toArray(String[]::new));
    }
    assertThat(publishedEmbeddings()).isEqualTo(3);
  }

  @Test
  void revokedKeyStopsTheRunBeforeItsOtherWaves() throws Exception {
    // Three rounds: the key dies in the second, the third is never tried.
    for (int i = 0; i < 220; i++) {
      git.write("src/part" + i + ".py", InvoiceSources.function(i));
    }
    git.commit("many");
    installation.with("embed.commit-chunks", "100").with("embed.batch-texts", "25");
    sim.script("ok*6,401*1000");

    assertThatThrownBy(() -> installation.index(git.path()))
        .isInstanceOfSatisfying(
            JobException.class,
            problem -> assertThat(problem.kind()).isEqualTo(JobException.Kind.FAILED))
        .hasMessageContaining("Voyage refused the key (401)")
        .hasMessageContaining("VOYAGE_API_KEY")
        .hasMessageNotContaining("sim-key");
    int paid = sim.ledger().documents().size();
    assertThat(paid).isBetween(1, 6 * 25);
    long paidTokens = billed();

    sim.reset();
    IndexResult next = installation.index(git.path());

    assertThat(next.failures()).extracting(Failure::reason).isEmpty();
    assertThat(next.run().chunksEmbedded()).isEqualTo(222 - paid);
    assertThat(sim.ledger().documents()).hasSize(222 - paid);
    assertThat(publishedEmbeddings()).isEqualTo(222);
    assertThat(LakeRows.of(folder.resolve("data"), "runs"))
        .extracting(row -> row.path("tokens").asLong())
        .as("the run that stopped has its row")
        .containsExactlyInAnyOrder(paidTokens, billed());
  }

  @Test
  void repositoriesThatShareFilesPayOnceAndTheCostsSumUp() throws Exception {
    GitFixture fork = new GitFixture(folder.resolve("fork"));
    fork.write("src/cart.py", "def total_price(items):\n    return sum(items)\n");
    fork.write("src/refund.py", "def refund_order(order):\n    return order.total\n");
    fork.commit("first");

    IndexResult result = installation.index(git.path().toString(), fork.path().toString());

    assertThat(result.run().chunksTotal()).isEqualTo(4);
    assertThat(sim.ledger().documents()).hasSize(3).doesNotContainValue(2);
    assertThat(result.run().costs())
        .hasSize(2)
        .allSatisfy(cost -> assertThat(cost.provider()).isEqualTo("voyage"))
        .extracting(Cost::repository)
        .doesNotHaveDuplicates();
    assertThat(result.run().costs().stream().mapToLong(Cost::texts).sum()).isEqualTo(3);
    assertThat(result.run().costs().stream().mapToLong(Cost::tokens).sum())
        .isEqualTo(result.run().tokens())
        .isEqualTo(billed());
    assertThat(result.run().costs().stream().mapToDouble(Cost::usd).sum())
        .isCloseTo(result.run().costUsd(), within(1e-12));
  }

  @Test
  void runThatWasKilledBeforeItsFirstCallIsForgotten() throws Exception {
    // Its folder is made with the file that is to become its note.
    Path killed = installation.lake().resolve("_embedded/3b0e2d5e-8f0d-4c4e-9a7a-0d6f5c1c7b11");
    Files.createDirectories(killed);
    Files.createFile(killed.resolve(".run.json"));

    assertThat(installation.index(git.path()).failures()).isEmpty();

    assertThat(killed).doesNotExist();
  }

  @Test
  void missingKeyIsAUsageFaultBeforeAnythingStarts() {
    installation.withVariable("VOYAGE_API_KEY", "");

    assertThatThrownBy(() -> installation.index(git.path()))
        .isInstanceOfSatisfying(
            JobException.class,
            problem -> assertThat(problem.kind()).isEqualTo(JobException.Kind.USAGE))
        .hasMessageContaining("set VOYAGE_API_KEY");
    assertThat(folder.resolve("data/lake")).doesNotExist();
  }

  private long billed() {
    return sim.ledger().total().tokens();
  }

  private long publishedEmbeddings() throws Exception {
    return new StatusJob(installation.config()).run().published().orElseThrow().embeddings();
  }
}
