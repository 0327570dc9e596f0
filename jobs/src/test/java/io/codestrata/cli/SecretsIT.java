package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.config.ConfigReader;
import io.codestrata.config.PipelineConfig;
import io.codestrata.job.GitFixture;
import io.codestrata.job.TableDump;
import io.codestrata.job.VoyageServer;
import io.codestrata.pgvector.PgFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key and a password given by the environment: used, and kept nowhere. */
class SecretsIT {
  @TempDir Path folder;

  @Test
  void keyAndPasswordAreInNoOutputAndNoTable() throws Exception {
    GitFixture git = new GitFixture(folder.resolve("shop"));
    git.write("src/cart.py", "def total_price(items):\n    return 1\n");
    git.write("src/bad.py", "def bad():\n    return '" + VoyageServer.POISON + "'\n");
    git.commit("first");
    String url = PgFixture.freshDatabaseUrl();
    String password = url.replaceFirst(".*:([^:@/]+)@.*", "$1");
    Launcher codestrata = new Launcher(folder);
    Outcome run;
    Outcome refused;
    try (VoyageServer server = new VoyageServer()) {
      run =
          codestrata
              .with("CODESTRATA_PG_URL", url)
              .with("VOYAGE_API_KEY", VoyageServer.KEY)
              .with("CODESTRATA_EMBED_PROVIDER", "voyage")
              .with("CODESTRATA_EMBED_BASE_URL", server.url())
              .with("CODESTRATA_EMBED_DIMENSION", Integer.toString(VoyageServer.DIMENSION))
              .run("index", git.path().toString(), folder + "/missing", "--json", "--verbose");
      refused = codestrata.with("VOYAGE_API_KEY", "canary-key").run("search", "x", "--verbose");
    }

    // Both were used: the text was embedded, the refusal that repeats the key was written down.
    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.json().path("chunksEmbedded").asLong()).isEqualTo(1);
    assertThat(run.json().path("failures").asLong()).isEqualTo(2);
    assertThat(run.err()).contains("INFO").contains("src/bad.py: embed: a chunk was refused");
    assertThat(run.out() + run.err()).doesNotContain(VoyageServer.KEY, password);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out() + refused.err())
        .contains("Voyage refused the key (401)")
        .doesNotContain("canary-key", password);
    PipelineConfig config =
        ConfigReader.read(Optional.empty(), Map.of(), Map.of("data", codestrata.data().toString()));
    List<String> kept = TableDump.of(codestrata.data(), url, config);
    assertThat(kept)
        .contains("delta table failures", "delta table runs", "database table repository")
        .anyMatch(line -> line.contains("Voyage answered 400"))
        .noneMatch(line -> line.contains(VoyageServer.KEY) || line.contains(password));
  }
}
