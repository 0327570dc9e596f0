package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.job.GitFixture;
import io.codestrata.pgvector.PgFixture;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.voyagesim.VoyageSim;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs for programs, and the one id from what started a run to PostgreSQL's transaction. */
class LogsIT {
  private static final String TRACE = "scheduled__2026-11-27T00:00:00+00:00";

  @TempDir Path folder;

  @Test
  void everyLineIsAnObjectWithRunAndTraceAndTheTransactionHasTheTraceToo() throws Exception {
    GitFixture git = new GitFixture(folder.resolve("shop"));
    git.write("src/auth.py", "def verify_password(user):\n    return True\n");
    git.commit("first");
    PgTarget target = PgFixture.migratedDatabase();
    try (VoyageSim sim = VoyageSim.start("--port", "0");
        Connection connection = target.connect()) {
      keepNamesOfPublishers(connection);
      sim.script("429,ok");
      Outcome run =
          VoyageLauncher.of(folder, sim)
              .with("CODESTRATA_PG_URL", PgFixture.url(target))
              .with("CODESTRATA_RUN_TRACE_ID", TRACE)
              .with("CODESTRATA_LOG_FORMAT", "json")
              .run(
                  "index",
                  git.path().toString(),
                  "https://me:canary-password@127.0.0.1:1/no/where.git",
                  "--verbose",
                  "--json");

      assertThat(run.code()).as(run.err()).isEqualTo(3);
      assertThat(run.json().path("trace").asText()).isEqualTo(TRACE);
      assertThat(run.err())
          .doesNotContain(VoyageLauncher.KEY, target.password(), "canary-password");
      List<JsonNode> lines = lines(run.err());
      assertThat(lines)
          .allSatisfy(
              line -> {
                assertThat(Instant.parse(line.path("timestamp").asText())).isAfter(Instant.EPOCH);
                assertThat(line.path("level").asText()).isIn("INFO", "WARN", "ERROR");
                assertThat(line.path("logger").asText()).isNotEmpty();
                assertThat(line.has("message") && line.has("thrown")).isTrue();
              })
          .filteredOn(line -> line.path("message").asText().equals("the run is over"))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.path("run").asText()).isEqualTo(run.json().path("run").asText());
                assertThat(line.path("trace").asText()).isEqualTo(TRACE);
                assertThat(line.path("fields").path("chunksEmbedded").asText()).isEqualTo("1");
              });
      assertThat(lines)
          .extracting(line -> line.path("message").asText())
          .contains("begin of stage embed", "end of stage embed");
      assertThat(publishers(connection)).containsExactly("codestrata " + TRACE);
    }
  }

  private static List<JsonNode> lines(String text) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  /** Notes within each publishing transaction what the server calls it. */
  private static void keepNamesOfPublishers(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE public.publisher (name text)");
      statement.execute(
          "CREATE FUNCTION note_publisher() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
              + " INSERT INTO public.publisher VALUES (current_setting('application_name'));"
              + " RETURN NULL; END $$");
      statement.execute(
          "CREATE TRIGGER note AFTER UPDATE ON codestrata.generation FOR EACH ROW EXECUTE"
              + " FUNCTION note_publisher()");
    }
  }

  private static List<String> publishers(Connection connection) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT name FROM public.publisher")) {
      List<String> names = new ArrayList<>();
      while (row.next()) {
        names.add(row.getString(1));
      }
      return names;
    }
  }
}
