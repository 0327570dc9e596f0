package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.config.ConfigReader;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.GitFixture;
import io.codestrata.job.InvoiceSources;
import io.codestrata.job.TableDump;
import io.codestrata.pgvector.PgFixture;
import io.codestrata.voyagesim.VoyageSim;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key and a password given by the environment: used, and kept nowhere. That answers which repeat
 * the key are told without it is tested where they are read.
 */
class SecretsIT {
  private static final String KEY = "voyage-key-canary-7f3a";
  private static final String POISON = "poison-for-the-provider";

  /** Of a token's form; the sim refuses a text that holds it. */
  private static final String TOKEN = "ghp_" + "0a1B2c3D4e5F6g7H8i9JklMnOpQrStUvWxYz";

  @TempDir Path folder;
  private String url;
  private String password;

  @BeforeEach
  void makeDatabase() {
    url = PgFixture.freshDatabaseUrl();
    password = url.replaceFirst(".*:([^:@/]+)@.*", "$1");
  }

  @Test
  void keyAndPasswordAreInNoOutputAndNoTable() throws Exception {
    GitFixture git = new GitFixture(folder.resolve("shop"));
    git.write("src/cart.py", "def total_price(items):\n    return 1\n");
    git.write("src/bad.py", "def bad():\n    return '" + POISON + "'\n");
    git.commit("first");
    Outcome run;
    Outcome refused;
    Launcher codestrata;
    try (VoyageSim sim = VoyageSim.start("--port", "0", "--key", KEY, "--poison", POISON)) {
      codestrata = launcher(sim);
      run =
          codestrata.run(
              "index", git.path().toString(), folder + "/missing", "--json", "--verbose");
      refused = codestrata.with("VOYAGE_API_KEY", "canary-key").run("search", "x", "--verbose");
    }

    // Both were used: one text was embedded, and the refusal of the other was written down.
    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.json().path("chunksEmbedded").asLong()).isEqualTo(1);
    assertThat(run.json().path("failures").asLong()).isEqualTo(2);
    assertThat(run.err()).contains("INFO").contains("src/bad.py: embed: a chunk was refused");
    assertThat(run.out() + run.err()).doesNotContain(KEY, password);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out() + refused.err())
        .contains("Voyage refused the key (401)")
        .doesNotContain("canary-key", password);
    assertThat(dump(codestrata))
        .contains(
            "delta table failures", "delta table runs", "database table generation_repository")
        .anyMatch(line -> line.contains("Voyage answered 400"))
        .noneMatch(line -> line.contains(KEY) || line.contains(password));
  }

  @Test
  void keyThatIsRefusedInTheMiddleStopsTheRunAndTheNextPaysForTheRest() throws Exception {
    int files = 120;
    Path source = InvoiceSources.in(folder.resolve("shop"), files);
    try (VoyageSim sim =
        VoyageSim.start("--port", "0", "--key", KEY, "--latency", "50ms", "--poison", TOKEN)) {
      Launcher codestrata =
          launcher(sim)
              .with("CODESTRATA_EMBED_BATCH_TEXTS", "4")
              .with("CODESTRATA_EMBED_IN_FLIGHT", "2");
      String[] index = {
        "index",
        source.toString(),
        "--source",
        "folder",
        "--json",
        "--verbose",
        "--master",
        "local[2]"
      };
      sim.script("ok*10,401*1000");

      Outcome stopped = codestrata.run(index);

      assertThat(stopped.code()).as(stopped.err()).isEqualTo(1);
      assertThat(stopped.out()).isEmpty();
      assertThat(stopped.err())
          .contains("embedding stopped: Voyage refused the key (401)", "VOYAGE_API_KEY")
          .doesNotContain(KEY);
      assertThat(sim.arrivals().byStatus().get(401))
          .as("calls after the first refusal: each of two tasks has two in flight")
          .isLessThanOrEqualTo(4);
      assertThat(dump(codestrata)).noneMatch(line -> line.contains(KEY));
      Set<String> paid = sim.ledger().documents().keySet();
      assertThat(paid).hasSize(40);

      sim.reset();
      Outcome next = codestrata.run(index);

      assertThat(next.code()).as(next.err()).isZero();
      assertThat(next.json().path("chunksEmbedded").asInt()).isEqualTo(files - paid.size());
      assertThat(sim.ledger().documents())
          .hasSize(files - paid.size())
          .doesNotContainKeys(paid.toArray(String[]::new));

      Outcome asked = codestrata.run("search", "who uses " + TOKEN);
      assertThat(asked.code()).as(asked.err()).isZero();
      codestrata.with("CODESTRATA_EMBED_SECRETS", "skip");
      Outcome kept = codestrata.run("search", "who uses " + TOKEN);
      assertThat(kept.code()).isEqualTo(2);
      assertThat(kept.err()).contains("holds a secret and is not sent").doesNotContain(TOKEN);
    }
  }

  private Launcher launcher(VoyageSim sim) {
    return VoyageLauncher.of(folder, sim)
        .with("CODESTRATA_PG_URL", url)
        .with("VOYAGE_API_KEY", KEY);
  }

  private List<String> dump(Launcher codestrata) throws Exception {
    PipelineConfig config =
        ConfigReader.read(Optional.empty(), Map.of(), Map.of("data", codestrata.data().toString()));
    return TableDump.of(codestrata.data(), url, config);
  }
}
