package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.codestrata.pgvector.PgFixture;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.voyagesim.VoyageSim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SQL functions in a session that names one class, over a lake that the main job made. */
class SqlFunctionsIT {
  private static final List<String> FUNCTIONS =
      List.of(
          "detect_language",
          "chunk_code",
          "content_hash",
          "merkle_root",
          "cosine_similarity",
          "hamming_distance",
          "quantize_binary",
          "token_count",
          "embed",
          "code_search");

  private static final int TEXTS = 300;
  private static final int BATCH = 20;

  @TempDir static Path folder;
  private static Installation installation;
  private static Installation paid;
  private static VoyageSim paidSim;
  private static SparkSession spark;

  @BeforeAll
  static void index() throws Exception {
    installation = new Installation(folder.resolve("data"));
    Path shop = Files.createDirectories(folder.resolve("shop"));
    Files.writeString(
        shop.resolve("auth.py"),
        "def verify_password(user, password):\n    return hash_of(password) == user.hash\n");
    Files.writeString(
        Files.createDirectories(shop.resolve("src")).resolve("run"), "#!/bin/sh\nls\n");
    installation.indexFolder(shop);
    paidSim = VoyageSim.start("--port", "0");
    paid =
        new Installation(folder.resolve("paid"))
            .withVariable("VOYAGE_API_KEY", "sim-key")
            .with("embed.provider", "voyage")
            .with("embed.base-url", paidSim.url())
            .with("embed.dimension", "256");
    Path scripts = Files.createDirectories(folder.resolve("scripts"));
    for (int i = 0; i < 40; i++) {
      Files.writeString(scripts.resolve("f%d.sh".formatted(i)), "echo %d\n".formatted(i));
    }
    paid.indexFolder(scripts);
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .config(
                "spark.sql.extensions",
                "io.delta.sql.DeltaSparkSessionExtension,io.codestrata.sql.CodestrataExtensions")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.codestrata.data", folder.resolve("data").toString())
            .config("spark.codestrata.pg.url", installation.config().values().get("pg.url"))
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
    paidSim.close();
  }

  @BeforeEach
  void useTheLocalModel() {
    spark.conf().set("spark.codestrata.embed.provider", "local");
  }

  @Test
  void examplesOfTheHelpGiveWhatTheySay() {
    for (String function : FUNCTIONS) {
      List<String> help = describe(function);
      assertThat(help)
          .as(function)
          .anyMatch(line -> line.startsWith("Function: " + function))
          .anyMatch(line -> line.startsWith("Usage: " + function + "("))
          .anyMatch(line -> line.contains("Since: 0.1.0"));
      List<String> lines = help.stream().flatMap(String::lines).map(String::strip).toList();
      assertThat(lines).as(function).contains("Arguments:", "Examples:");
      int examples = 0;
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith("> ")) {
          String query = lines.get(i).substring(2).replace(";", "");
          assertThat(shown(query)).as(query).isEqualTo(lines.get(i + 1));
          examples++;
        }
      }
      assertThat(examples).as(function).isPositive();
    }
  }

  @Test
  void nullsGiveNullsAndColumnsAreNamedAsTheyAreCalled() {
    String nulls =
        """
        SELECT detect_language(NULL, 'x'), chunk_code(NULL, 'python'), content_hash(NULL),
          merkle_root(CAST(NULL AS MAP<STRING, STRING>)), cosine_similarity(array(1.0), NULL),
          cosine_similarity(array(1.0, NULL), array(1.0, 2.0)),
          cosine_similarity(array(0.0), array(1.0)), hamming_distance(NULL, x'00'),
          quantize_binary(NULL), token_count(NULL), embed(NULL), embed(' ')
        """;
    Row row = spark.sql(nulls).first();

    for (int i = 0; i < row.length(); i++) {
      assertThat(row.isNullAt(i)).as(row.schema().fieldNames()[i]).isTrue();
    }
    assertThat(row.schema().fieldNames()[9]).isEqualTo("token_count(NULL)");
    assertThat(shown("SELECT count(*) FROM code_search(NULL)")).isEqualTo("0");
  }

  @Test
  void wrongArgumentsAreRefusedBeforeTheQueryRuns() {
    assertRefused("SELECT token_count()", "token_count", "requires 1 parameter");
    assertRefused("SELECT cosine_similarity('a', 'b')", "cosine_similarity", "ARRAY<FLOAT>");
    assertRefused("SELECT merkle_root(1)", "merkle_root", "MAP<STRING, STRING>");
    assertRefused("SELECT embed(array(1))", "embed", "STRING");
    assertRefused("SELECT * FROM code_search(concat('a', rand()), 'b')", "code_search");
    assertThatThrownBy(
            () ->
                spark.sql("SELECT cosine_similarity(array(1.0), array(1.0, 2.0))").collectAsList())
        .hasStackTraceContaining("vectors of 1 and 2 cannot be compared");
    assertThatThrownBy(
            () -> spark.sql("SELECT merkle_root(map('../a', content_hash('x')))").collectAsList())
        .hasStackTraceContaining("not a path inside a repository");
  }

  @Test
  void tablesOfTheLakeAreWhatTheFunctionsGive() throws Exception {
    view("files");
    view("chunks");
    view("embeddings");
    view("merkle_nodes");
    List<JsonNode> nodes = json("SELECT * FROM merkle_nodes WHERE path = ''");
    assertThat(nodes).hasSize(1);
    assertThat(shown("SELECT merkle_root(path, content_hash, mode) FROM files GROUP BY repository"))
        .isEqualTo(nodes.get(0).path("hash").asText());
    // Compiled, and over more rows than one.
    assertThat(
            json(
                """
                SELECT f.path, f.language, detect_language(f.path, c.text) AS told,
                  chunk_code(c.text, f.language)[0].chunk_hash = c.chunk_hash AS cut,
                  token_count(c.text) = c.tokens AS counted,
                  cosine_similarity(e.embedding, embed(c.text)) AS near,
                  hamming_distance(quantize_binary(e.embedding), quantize_binary(e.embedding)) AS far
                FROM files f JOIN chunks c USING (content_hash) JOIN embeddings e USING (chunk_hash)
                WHERE c.breadcrumb <> '' OR f.path = 'src/run'
                """))
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row.path("told")).isEqualTo(row.path("language"));
              assertThat(row.path("cut").asBoolean()).isTrue();
              assertThat(row.path("counted").asBoolean()).isTrue();
              assertThat(row.path("near").asDouble()).isGreaterThan(0.8);
              assertThat(row.path("far").asInt(-1)).isZero();
            });
  }

  @Test
  void codeSearchIsTheCommandSearch() throws Exception {
    List<SearchHit> hits = installation.search("where are passwords checked");

    List<JsonNode> rows =
        json(
            "SELECT s.rank, s.path, s.score, s.start_line FROM"
                + " code_search('where are passwords checked', 5) s WHERE s.score > 0 ORDER BY rank");

    assertThat(rows)
        .extracting(row -> row.path("path").asText())
        .isEqualTo(hits.stream().map(SearchHit::path).toList());
    assertThat(rows.get(0).path("score").asDouble()).isCloseTo(hits.get(0).score(), within(1e-12));
    assertThat(rows.get(0).path("start_line").asInt()).isEqualTo(1);
    spark.conf().set("spark.codestrata.pg.url", PgFixture.freshDatabaseUrl());
    assertThatThrownBy(() -> spark.sql("SELECT * FROM code_search('x')").collectAsList())
        .hasStackTraceContaining("nothing is indexed yet");
    spark.conf().set("spark.codestrata.pg.url", installation.config().values().get("pg.url"));
  }

  @Test
  void embedPaysForWhatIsShownInFullCallsUnderTheLimit() throws Exception {
    spark.conf().set("spark.codestrata.embed.provider", "voyage");
    assertThatThrownBy(() -> spark.sql("SELECT embed('x')").collectAsList())
        .hasStackTraceContaining("set VOYAGE_API_KEY");
    Path key = Files.writeString(folder.resolve("key.yaml"), "embed.api-key: sim-key\n");
    try (VoyageSim sim = VoyageSim.start("--port", "0", "--poison", "poison")) {
      set("config", key.toString());
      set("embed.base-url", sim.url());
      set("embed.dimension", "256");
      set("embed.batch-texts", Integer.toString(BATCH));
      set("embed.requests-per-second", "10");
      spark
          .range(0, TEXTS, 1, 2)
          .selectExpr("id", "concat('text ', id div 2) AS text", "id % 3 AS third")
          .createOrReplaceTempView("texts");

      // Vectors that nobody reads, filters and limits above the call.
      assertThat(shown("SELECT count(*) FROM (SELECT id, embed(text) FROM texts)"))
          .isEqualTo("300");
      assertThat(sim.ledger().total().texts()).isZero();
      assertThat(spark.sql("SELECT id, embed(text) FROM texts LIMIT 4").collectAsList()).hasSize(4);
      assertThat(sim.ledger().total().texts()).as("of 4 rows").isLessThanOrEqualTo(4);
      assertThat(
              spark
                  .sql(
                      "SELECT * FROM (SELECT *, embed(text) v FROM texts) WHERE third = 0 AND v[0] < 2")
                  .count())
          .isEqualTo(TEXTS / 3);
      assertThat(sim.ledger().total().texts()).isLessThanOrEqualTo(TEXTS / 3 + 4);

      List<Row> all =
          spark
              .sql("SELECT id, text, embed(text) v, size(embed(text)) d FROM texts ORDER BY id")
              .collectAsList();
      assertThat(all).hasSize(TEXTS);
      assertThat(all).extracting(row -> row.getInt(3)).containsOnly(256);
      assertThat(all.get(0).getList(2))
          .isEqualTo(all.get(1).getList(2))
          .isNotEqualTo(all.get(2).getList(2));
      // Twice among the rows of a task, and twice in the query: paid once.
      assertThat(sim.ledger().documents()).hasSize(TEXTS / 2).doesNotContainValue(3);
      assertThat(sim.ledger().total().texts()).isLessThanOrEqualTo(TEXTS / 2 + 8);
      assertThat(sim.arrivals().all().requestsPerSecond()).isLessThanOrEqualTo(11);
      assertThat(sim.arrivals().log().size()).isLessThan(25);

      long paid = sim.ledger().total().texts();
      assertThat(
              shown(
                  """
                  SELECT count(v), count(DISTINCT v) FROM (
                    SELECT embed(concat_ws(' ', collect_list(text))) v FROM texts
                    WHERE id < 20 GROUP BY id div 2)
                  """))
          .isEqualTo("10\t10");
      assertThat(sim.ledger().total().texts()).isEqualTo(paid + 10);
      assertThat(
              shown(
                  "SELECT count(*), count(embed(text)) FROM (SELECT explode(array('poison', 'fine')) text)"))
          .as("a text that is refused is null")
          .isEqualTo("2\t1");
      assertThat(
              shown(
                  """
                  SELECT count(*) FROM texts a JOIN texts b
                  ON a.id = b.id AND cosine_similarity(embed(a.text), embed(b.text)) > 0.99
                  """))
          .isEqualTo("300");
      sim.script("401*1000");
      assertThatThrownBy(() -> spark.sql("SELECT embed('never seen')").collectAsList())
          .hasStackTraceContaining("Voyage refused the key (401)");
    } finally {
      for (String option : List.of("config", "embed.base-url", "embed.dimension")) {
        spark.conf().unset("spark.codestrata." + option);
      }
    }
  }

  @Test
  void embedDoesNotPayForWhatTheIndexHas() throws Exception {
    VoyageSim sim = paidSim;
    long once = sim.ledger().total().texts();
    try {
      assertThat(once).isEqualTo(40);
      set(
          "config",
          Files.writeString(folder.resolve("k.yaml"), "embed.api-key: sim-key\n").toString());
      set("embed.provider", "voyage");
      set("embed.base-url", sim.url());
      set("embed.dimension", "256");
      set("pg.url", paid.config().values().get("pg.url"));
      view(paid, "chunks");
      view(paid, "embeddings");

      assertThat(
              shown(
                  """
                  SELECT count(*), count_if(embed(concat_ws('\n', nullif(breadcrumb, ''),
                    nullif(signature, ''), text)) = embedding)
                  FROM chunks JOIN embeddings USING (chunk_hash)
                  """))
          .isEqualTo("40\t40");
      assertThat(sim.ledger().total().texts()).as("all were known").isEqualTo(once);
      assertThat(shown("SELECT size(embed('never indexed'))")).isEqualTo("256");
      assertThat(sim.ledger().total().texts()).as("one was not").isEqualTo(once + 1);

      // Another model knows nothing of this one's; and an index that is gone stops no query.
      set("embed.dimension", "512");
      assertThat(shown("SELECT size(embed(text)) FROM chunks LIMIT 1")).isEqualTo("512");
      assertThat(sim.ledger().total().texts()).isEqualTo(once + 2);
      set("pg.url", "postgresql://nobody@127.0.0.1:1/none");
      assertThat(shown("SELECT size(embed('without an index'))")).isEqualTo("512");
      assertThat(sim.ledger().total().texts()).isEqualTo(once + 3);
    } finally {
      set("pg.url", installation.config().values().get("pg.url"));
      view("chunks");
      view("embeddings");
      for (String option : List.of("config", "embed.base-url", "embed.dimension")) {
        spark.conf().unset("spark.codestrata." + option);
      }
    }
  }

  private static void set(String key, String value) {
    spark.conf().set("spark.codestrata." + key, value);
  }

  private static void assertRefused(String query, String... parts) {
    assertThatThrownBy(() -> spark.sql(query))
        .as(query)
        .isInstanceOf(AnalysisException.class)
        .message()
        .contains(parts);
  }

  private static void view(String table) {
    view(installation, table);
  }

  private static void view(Installation of, String table) {
    spark
        .read()
        .format("delta")
        .load(of.lake().resolve(table).toString())
        .createOrReplaceTempView(table);
  }

  private static List<String> describe(String function) {
    return spark.sql("DESCRIBE FUNCTION EXTENDED " + function).collectAsList().stream()
        .map(row -> row.getString(0))
        .collect(Collectors.toList());
  }

  /** The first row as spark-sql prints it. */
  private static String shown(String query) {
    Row row = spark.sql(query).first();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < row.length(); i++) {
      values.add(String.valueOf(row.get(i)));
    }
    return String.join("\t", values);
  }

  private static List<JsonNode> json(String query) throws Exception {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : spark.sql(query).toJSON().collectAsList()) {
      rows.add(new com.fasterxml.jackson.databind.ObjectMapper().readTree(line));
    }
    return rows;
  }
}
