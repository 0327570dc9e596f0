package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.job.GitFixture;
import io.codestrata.pgvector.PgFixture;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two commands of the first page, each a process, over one index made by two runs. */
class IndexAndSearchIT {
  private static final List<String> COUNTS =
      List.of(
          "repositories",
          "filesTotal",
          "filesChanged",
          "filesSkipped",
          "chunksTotal",
          "chunksNew",
          "chunksEmbedded",
          "chunksRemoved",
          "tokens",
          "costUsd",
          "failures");

  @TempDir static Path folder;
  private static Launcher codestrata;
  private static Outcome first;
  private static Outcome second;

  /** Starting Spark twice is what this class costs, so all its tests look at the same two runs. */
  @BeforeAll
  static void index() throws Exception {
    GitFixture git = new GitFixture(folder.resolve("shop"));
    git.write(
        "src/auth.py",
        """
        def verify_password(user, password):
            \"\"\"Check the login credentials of a user against the stored hash.\"\"\"
            return hash_of(password) == user.password_hash
        """);
    git.write("src/Cart.java", "class Cart {\n  long totalPrice() { return 1; }\n}\n");
    git.write("logo.png", "\0binary");
    git.commit("first");
    codestrata = new Launcher(folder).with("CODESTRATA_PG_URL", PgFixture.freshDatabaseUrl());
    first = codestrata.run("index", git.path().toString(), "--json");
    second = codestrata.run("index", git.path().toString(), folder + "/missing", "--json");
  }

  @Test
  void figuresAreTheOneLineOfStandardOutput() throws Exception {
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out().lines()).hasSize(1);
    JsonNode run = first.json();
    assertThat(COUNTS).allSatisfy(field -> assertThat(run.path(field).isNumber()).isTrue());
    Set<String> stages = new TreeSet<>();
    run.path("seconds").fieldNames().forEachRemaining(stages::add);
    assertThat(stages)
        .containsExactlyInAnyOrder("snapshot", "chunk", "embed", "land", "publish", "total");
    assertThat(run.path("seconds").path("total").asDouble()).isPositive();
    assertThat(run.path("repositories").asLong()).isEqualTo(1);
    assertThat(run.path("filesTotal").asLong()).isEqualTo(3);
    assertThat(run.path("filesChanged").asLong()).isEqualTo(3);
    assertThat(run.path("filesSkipped").asLong()).isEqualTo(1);
    assertThat(run.path("chunksNew").asLong()).isEqualTo(2);
    assertThat(run.path("chunksEmbedded").asLong()).isEqualTo(2);
    assertThat(run.path("costUsd").asDouble()).isZero();
    assertThat(run.path("failures").asLong()).isZero();
  }

  @Test
  void standardErrorTellsTheStagesAndTheSummaryAndNoLogs() {
    assertThat(first.err())
        .contains("chunk ", "embed ")
        .containsPattern("(?m)^files +3, 3 changed, 3 read, 1 skipped \\(binary 1\\)$")
        .containsPattern("(?m)^seconds +snapshot ")
        .doesNotContainPattern("\\b(INFO|WARN|ERROR|Exception)\\b")
        .doesNotContain("\r", "\033");
  }

  @Test
  void secondRunEmbedsNothing() throws Exception {
    JsonNode run = second.json();
    assertThat(run.path("chunksEmbedded").asLong()).isZero();
    assertThat(run.path("chunksNew").asLong()).isZero();
    assertThat(run.path("filesChanged").asLong()).isZero();
    assertThat(run.path("tokens").asLong()).isZero();
    assertThat(run.path("filesTotal").asLong()).isEqualTo(3);
    assertThat(run.path("chunksTotal").asLong()).isEqualTo(2);
  }

  @Test
  void badRepositoryBesideAGoodOneIsListedAndDecidesTheExitCode() throws Exception {
    assertThat(second.code()).isEqualTo(3);
    assertThat(second.json().path("failures").asLong()).isEqualTo(1);
    assertThat(second.err())
        .containsPattern("(?m)^failures +1$")
        .containsPattern("missing: snapshot: cannot read .*missing: no such file or folder");
  }

  @Test
  void hitsAreObjectsWithWhatAToolNeeds() throws Exception {
    Outcome search = codestrata.run("search", "where are login credentials checked", "--json");

    assertThat(search.code()).as(search.err()).isZero();
    JsonNode best = search.json().path(0);
    Set<String> fields = new TreeSet<>();
    best.fieldNames().forEachRemaining(fields::add);
    assertThat(fields)
        .containsExactlyInAnyOrder(
            "repository",
            "path",
            "startLine",
            "endLine",
            "symbol",
            "kind",
            "language",
            "score",
            "text");
    assertThat(best.path("repository").asText()).isEqualTo("shop");
    assertThat(best.path("path").asText()).isEqualTo("src/auth.py");
    assertThat(best.path("startLine").asInt()).isEqualTo(1);
    assertThat(best.path("endLine").asInt()).isEqualTo(3);
    assertThat(best.path("symbol").asText()).isEqualTo("verify_password");
    assertThat(best.path("language").asText()).isEqualTo("python");
    assertThat(best.path("score").isNumber()).isTrue();
    assertThat(best.path("text").asText()).startsWith("def verify_password");
  }

  @Test
  void explainTellsWhatEachSignalGaveAndTheScoreIsMadeOfIt() throws Exception {
    Outcome search = codestrata.run("search", "verify_password", "--json", "--explain");

    assertThat(search.code()).as(search.err()).isZero();
    JsonNode best = search.json().path(0);
    JsonNode signals = best.path("signals");
    assertThat(signals.path("vector").path("rank").asInt()).isPositive();
    assertThat(signals.path("lexical").path("rank").asInt()).isEqualTo(1);
    assertThat(signals.path("symbol").path("points").asDouble()).isPositive();
    double points = 0;
    for (JsonNode signal : signals) {
      points += signal.path("points").asDouble();
    }
    assertThat(best.path("score").asDouble()).isCloseTo(points, within(1e-9));

    Outcome without =
        codestrata.run("search", "verify_password", "--explain", "--without", "vector,symbol");
    assertThat(without.code()).as(without.err()).isZero();
    assertThat(without.out())
        .containsPattern("(?m)^ +lexical #1 \\+0\\.500")
        .doesNotContain("vector #", "symbol +");
  }

  @Test
  void labelledQueriesAreScoredAndWhatIsNotIndexedIsSaid() throws Exception {
    Path queries = Files.createDirectories(folder.resolve("queries"));
    Files.writeString(
        queries.resolve("shop.json"),
        """
        [{"query": "where are login credentials checked", "relevant": ["src/auth.py"]},
         {"query": "totalPrice", "relevant": [{"path": "Cart.java", "start_line": 2,
           "end_line": 2}]},
         {"query": "how items are shipped", "relevant": ["src/shipping.go"]}]
        """);
    Path scores = folder.resolve("scores.json");

    Outcome first =
        codestrata.run("evaluate", "--queries", queries.toString(), "--out", scores.toString());
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out())
        .containsPattern("(?m)^all \\(mean of repositories\\) +3 +0\\.667 +0\\.667")
        .containsPattern("(?m)^category symbol +1 +1\\.000")
        .containsPattern("(?m)^language go +1 +0\\.000");

    Files.writeString(
        queries.resolve("nobody.json"), "[{\"query\": \"q\", \"relevant\": [\"a.py\"]}]");
    Path page = folder.resolve("page.html");
    Outcome second =
        codestrata.run(
            "evaluate",
            "--queries",
            queries.toString(),
            "--ablate",
            "--json",
            "--html",
            page.toString(),
            "--baseline",
            scores.toString());
    assertThat(second.code()).as(second.err()).isEqualTo(3);
    assertThat(second.err()).contains("1 queries were not asked: not indexed are nobody");
    JsonNode object = second.json();
    assertThat(object.path("notIndexed").path(0).asText()).isEqualTo("nobody");
    assertThat(object.path("queries")).hasSize(3);
    assertThat(object.path("baseline").path("p").asDouble()).isEqualTo(1);
    assertThat(object.path("without").path("vector").path("queries").asInt()).isEqualTo(3);
    assertThat(Files.readString(page)).contains("how items are shipped", "without vector");

    Outcome third = codestrata.run("evaluate", "--queries", folder + "/none.json");
    assertThat(third.code()).isEqualTo(2);
    assertThat(third.err().lines())
        .singleElement()
        .asString()
        .endsWith("none.json: no such file (check the path)");
  }

  @Test
  void hitsForPeopleShowRankScorePlaceSymbolAndLines() throws Exception {
    Outcome search = codestrata.run("search", "login credentials", "--top", "1");

    assertThat(search.code()).as(search.err()).isZero();
    assertThat(search.err()).isEmpty();
    assertThat(search.out().lines().toList())
        .first()
        .asString()
        .matches(" 1\\. \\d\\.\\d{4} {2}shop/src/auth\\.py:1-3 {2}\\w+ verify_password");
    assertThat(search.out())
        .contains("     1 | def verify_password(user, password):")
        .doesNotContain("Cart.java", "\033");
  }

  @Test
  void filtersNarrowAndWhatNobodyHasIsAnEmptyArray() throws Exception {
    assertThat(codestrata.run("search", "credentials", "--language", "Java", "--json").json())
        .isNotEmpty()
        .allSatisfy(hit -> assertThat(hit.path("language").asText()).isEqualTo("java"));
    assertThat(codestrata.run("search", "credentials", "--repo", "shop", "--json").json())
        .isNotEmpty();

    Outcome none = codestrata.run("search", "credentials", "--repo", "nobody", "--json");
    assertThat(none.code()).isZero();
    assertThat(none.json().isArray()).isTrue();
    assertThat(none.json()).isEmpty();
  }

  @Test
  void symbolAloneIsAQuestionAndPlacesAreFoundByTheirLikeness() throws Exception {
    JsonNode found =
        codestrata.run("search", "--symbol", "verify_password", "--path", "*.py", "--json").json();
    assertThat(found).hasSize(1);
    Outcome like = codestrata.run("similar", "src/auth.py:2", "--json");
    assertThat(like.code()).as(like.err()).isZero();
    assertThat(like.json()).hasSize(1);
    assertThat(like.json().path(0).path("path").asText()).isEqualTo("src/Cart.java");

    assertThat(codestrata.run("search").code()).isEqualTo(2);
    assertThat(codestrata.run("similar", "src/auth.py").err())
        .contains("src/auth.py is not a path, a colon and a line");
    Outcome beyond = codestrata.run("similar", "src/auth.py:99");
    assertThat(beyond.code()).isEqualTo(2);
    assertThat(beyond.err()).contains("no published chunk of src/auth.py covers line 99");
  }

  @Test
  void agentSearchesByTheModelContextProtocol() throws Exception {
    McpJsonMapper mapper = new JacksonMcpJsonMapper(new ObjectMapper());
    ProcessBuilder process = codestrata.builder("mcp");
    StdioClientTransport transport =
        new StdioClientTransport(
            ServerParameters.builder(process.command().get(0)).args("mcp").build(), mapper) {
          @Override
          protected ProcessBuilder getProcessBuilder() {
            return process;
          }
        };
    try (McpSyncClient agent =
        McpClient.sync(transport)
            .requestTimeout(Duration.ofMinutes(2))
            .initializationTimeout(Duration.ofMinutes(2))
            .build()) {
      agent.initialize();
      assertThat(agent.listTools().tools())
          .extracting(Tool::name)
          .containsExactlyInAnyOrder("search", "similar", "read_chunk", "list_repositories");

      JsonNode hits =
          answer(agent, "search", Map.of("query", "where are credentials checked", "top", 1));
      assertThat(hits).hasSize(1);
      assertThat(hits.path(0).path("path").asText()).isEqualTo("src/auth.py");
      assertThat(
              answer(agent, "read_chunk", Map.of("path", "src/auth.py", "line", 3))
                  .path(0)
                  .path("text")
                  .asText())
          .startsWith("def verify_password");
      assertThat(answer(agent, "similar", Map.of("path", "shop/src/auth.py", "line", 1)))
          .hasSize(1);
      assertThat(answer(agent, "list_repositories", Map.of()).path(0).path("repository").asText())
          .isEqualTo("shop");

      assertThat(fault(agent, "search", Map.of("query", "x", "top", 51))).contains("top");
      assertThat(fault(agent, "search", Map.of("nonsense", "x"))).contains("query");
      assertThat(fault(agent, "read_chunk", Map.of("path", "no/such", "line", 1)))
          .contains("no published chunk of no/such covers line 1");
    }
  }

  private static JsonNode answer(McpSyncClient agent, String tool, Map<String, Object> arguments)
      throws Exception {
    CallToolResult result =
        agent.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    assertThat(result.isError()).as(text(result)).isNotEqualTo(true);
    return new ObjectMapper().readTree(text(result));
  }

  private static String fault(McpSyncClient agent, String tool, Map<String, Object> arguments) {
    CallToolResult result =
        agent.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    assertThat(result.isError()).isTrue();
    return text(result);
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().get(0)).text();
  }

  @Test
  void noHitForPeopleSaysWhereToLook() throws Exception {
    Outcome none = codestrata.run("search", "credentials", "--language", "cobol-85");

    assertThat(none.code()).isZero();
    assertThat(none.out()).isEmpty();
    assertThat(none.err())
        .contains("no hit")
        .contains("codestrata status lists the repositories, codestrata languages the languages");
  }

  @Test
  void verifySaysThatPostgresIsWhatTheLakeSays() throws Exception {
    Outcome verify = codestrata.run("verify", "--json");

    assertThat(verify.code()).isZero();
    assertThat(verify.json().get("equal").asBoolean()).isTrue();
    assertThat(verify.json().get("tables").findValuesAsText("table"))
        .containsExactly("checkpoint", "repositories", "files", "chunks", "embeddings");
  }

  @Test
  void statusShowsWhatIsPublished() throws Exception {
    JsonNode status = codestrata.run("status", "--json").json();

    assertThat(status.path("published").asBoolean()).isTrue();
    assertThat(status.path("files").asLong()).isEqualTo(2);
    assertThat(status.path("chunks").asLong()).isEqualTo(2);
    assertThat(status.path("embeddings").asLong()).isEqualTo(2);
    assertThat(status.path("repositories").path(0).path("repository").asText()).isEqualTo("shop");
    assertThat(status.path("repositories").path(0).path("revision").asText())
        .matches("[0-9a-f]{40}");
    assertThat(codestrata.run("status").out())
        .containsPattern("(?m)^index +2 files, 2 chunks, 2 embeddings$")
        .containsPattern("(?m)^repository +shop ");
  }

  @Test
  void wrongPasswordIsWrongConfigurationAndNotRepeated() throws Exception {
    String wrong = PgFixture.freshDatabaseUrl().replaceFirst(":[^:@/]+@", ":canary-password@");

    Outcome outcome = codestrata.run("status", "--pg-url", wrong);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("check user and password of --pg-url")
        .doesNotContain("canary");
  }
}
