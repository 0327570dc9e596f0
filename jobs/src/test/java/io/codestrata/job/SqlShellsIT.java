package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.voyagesim.VoyageSim;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SQL functions where users have Spark already: the artifact's jars and one setting. */
class SqlShellsIT {
  private static final String EXTENSION =
      "spark.sql.extensions=io.codestrata.sql.CodestrataExtensions";

  @TempDir Path folder;

  @Test
  void sparkSqlKnowsTheFunctions() throws Exception {
    String out =
        PySpark.run(
            folder,
            Map.of("SPARK_HOME", PySpark.home().toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
            PySpark.home().resolve("bin/spark-sql").toString(),
            "--master",
            "local[2]",
            "--jars",
            PySpark.jars(),
            "--conf",
            EXTENSION,
            "--conf",
            "spark.ui.enabled=false",
            "--conf",
            "spark.sql.catalogImplementation=in-memory",
            "-e",
            "SELECT detect_language('a.rs'), token_count('a b'), size(embed('two words'));"
                + " DESCRIBE FUNCTION cosine_similarity");

    assertThat(out).contains("rust\t2\t384", "Usage: cosine_similarity(a, b) - The cosine");
  }

  @Test
  void pythonCallsThemOnExecutorsUnderTheLimitOfOneAccount() throws Exception {
    Path script = folder.resolve("functions.py");
    try (InputStream in = SqlShellsIT.class.getResourceAsStream("functions.py")) {
      Files.write(script, in.readAllBytes());
    }

    Path key = Files.writeString(folder.resolve("key.yaml"), "embed.api-key: sim-key\n");
    try (VoyageSim sim = VoyageSim.start("--port", "0")) {
      List<String> lines =
          PySpark.run(
                  folder,
                  Map.of(
                      "PYTHONPATH", PySpark.libraries().toString(), "SPARK_LOCAL_IP", "127.0.0.1"),
                  "python3",
                  script.toString(),
                  PySpark.jars(),
                  key.toString(),
                  sim.url())
              .lines()
              .toList();

      assertThat(lines).hasSize(8);
      assertThat(lines.subList(0, 4))
          .containsExactly("a.py function total", "b.rs function main", "1.0 384 48", "1.0 384 48");
      assertThat(lines.get(4)).matches("[0-9a-f]{64}");
      assertThat(lines.subList(5, 8)).containsExactly("['code_search']", "256 60", "2 executors");
      assertThat(sim.ledger().documents()).hasSize(60).containsValue(1).doesNotContainValue(2);
      assertThat(sim.arrivals().all().requestsPerSecond())
          .as("of both executors together")
          .isLessThanOrEqualTo(11);
    }
  }
}
