package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.pgvector.PgFixture;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
            .with("SPARK_HOME", sparkHome().toString())
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

  /** A Spark distribution's folder, of the jars that the build has brought. */
  private Path sparkHome() throws IOException {
    Path home = Files.createDirectories(folder.resolve("spark"));
    Path jars = Files.createDirectories(home.resolve("jars"));
    Path dist = Path.of("target", "dist").toAbsolutePath();
    link(dist.resolve("spark"), "*.jar", jars);
    // What Spark brings as well, and our artifact keeps among its own.
    link(dist.resolve("lib"), "{slf4j,jackson,snakeyaml,commons-,gson}*.jar", jars);
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(
        submit,
        """
        #!/usr/bin/env bash
        # As a distribution's script does: the launcher prints a NUL and a line end, then the
        # command, its words separated by NULs.
        export SPARK_SCALA_VERSION=2.13
        command=()
        while IFS= read -r -d '' word; do command+=("$word"); done < <(
          java -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \\
            org.apache.spark.deploy.SparkSubmit "$@" | tail -c +3)
        exec "${command[@]}"
        """);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  private static void link(Path from, String pattern, Path into) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(from, pattern)) {
      for (Path jar : found) {
        Files.createSymbolicLink(into.resolve(jar.getFileName()), jar);
      }
    }
  }
}
