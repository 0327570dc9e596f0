package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.pgvector.PgFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The artifact under spark-submit, on executors in processes of their own. */
class SubmitIT {
  @TempDir Path folder;

  @Test
  void sparkSubmitRunsTheSameJobOnTwoExecutors() throws Exception {
    Path source = Files.createDirectories(folder.resolve("shop"));
    Files.writeString(source.resolve("auth.py"), "def verify_password(user):\n    return True\n");
    Files.writeString(source.resolve("cart.py"), "def total_price(cart):\n    return 0\n");
    Launcher codestrata =
        new Launcher(folder)
            .with("CODESTRATA_PG_URL", PgFixture.freshDatabaseUrl())
            .with("SPARK_HOME", SparkHome.in(folder).toString())
            .with("SPARK_LOCAL_IP", "127.0.0.1");

    Outcome run =
        codestrata.run(
            "submit",
            "--master",
            "local-cluster[2,1,1024]",
            "--",
            "index",
            source.toString(),
            "--source",
            "folder",
            "--json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().path("filesTotal").asInt()).isEqualTo(2);
    assertThat(run.json().path("chunksEmbedded").asInt()).isEqualTo(2);
    JsonNode hits = codestrata.run("search", "verify_password", "--json").json();
    assertThat(hits.path(0).path("path").asText()).isEqualTo("auth.py");
  }
}
