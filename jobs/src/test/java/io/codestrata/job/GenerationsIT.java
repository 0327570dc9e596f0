package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.config.Options;
import io.codestrata.pgvector.Generation;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.RepositoryRow;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.TableDifference;
import io.codestrata.voyagesim.VoyageSim;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of another model or chunking, built beside the one that serves. */
class GenerationsIT {
  private static final String FIRST = "default";
  private static final String LARGE = "voyage-code-3-512-float";

  @TempDir Path folder;
  private VoyageSim sim;
  private Installation installation;
  private GitFixture shop;
  private GitFixture otherShop;
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void index() throws Exception {
    sim = VoyageSim.start("--port", "0");
    installation =
        new Installation(folder.resolve("data"))
            .withVariable("VOYAGE_API_KEY", "sim-key")
            .with("embed.provider", "voyage")
            .with("embed.base-url", sim.url())
            .with("embed.dimension", "256");
    // Of one name, so that the second one's id depends on what is known.
    shop = new GitFixture(folder.resolve("a").resolve("shop"));
    shop.write("src/cart.py", "def total_price(items):\n    return sum(items)\n");
    shop.write("src/auth.py", "def verify_password(user, password):\n    return True\n");
    shop.commit("first");
    otherShop = new GitFixture(folder.resolve("b").resolve("shop"));
    otherShop.write("src/loan.py", "def interest_rate(years):\n    return years * 2\n");
    otherShop.commit("first");
    installation.index(shop.path().toString(), otherShop.path().toString());
  }

  @AfterEach
  void stop() {
    sim.close();
  }

  @Test
  void anotherModelIsBuiltBesideAndServesOnceItIsWhole() throws Exception {
    List<String> ids = repositories();
    installation.with("embed.dimension", "512");
    installation.index(otherShop.path());

    assertThat(generations()).containsExactly(FIRST + " serves", LARGE);
    assertThat(published(LARGE, "SELECT id FROM codestrata.repository"))
        .isEqualTo(ids.subList(1, 2));
    assertThatThrownBy(() -> installation.search("interest_rate"))
        .hasMessageContaining("the index holds embeddings of voyage-code-3/256");

    // The old one goes on meanwhile, also with changes.
    installation.with("embed.dimension", "256");
    shop.write("src/tax.py", "def value_added_tax(price):\n    return price // 5\n");
    shop.commit("second");
    installation.index(shop.path());
    assertThat(paths("value_added_tax")).contains("src/tax.py");
    assertThat(paths("interest_rate")).contains("src/loan.py");
    assertThat(published(LARGE, "SELECT path FROM codestrata.file")).containsExactly("src/loan.py");

    installation.with("embed.dimension", "512");
    long before = sim.ledger().documents().size();
    IndexResult whole = installation.index(otherShop.path().toString(), shop.path().toString());
    assertThat(whole.run().chunksEmbedded()).isEqualTo(3);
    assertThat(sim.ledger().documents()).hasSize((int) before);
    assertThat(generations()).containsExactly(FIRST, LARGE + " serves");
    assertThat(repositories()).isEqualTo(ids);
    assertThat(paths("value_added_tax")).contains("src/tax.py");
    assertSound();

    installation.with("embed.dimension", "256").with("generation", FIRST);
    assertThat(paths("interest_rate")).contains("src/loan.py");
    assertSound();
    assertThat(
            published("", "SELECT DISTINCT vector_dims(embedding)::text FROM codestrata.embedding"))
        .containsExactly("256", "512");

    assertThatThrownBy(() -> job().drop(LARGE)).hasMessageContaining("serves: nothing was dropped");
    job().drop(FIRST);

    assertThat(generations()).containsExactly(LARGE + " serves");
    assertThat(
            published("", "SELECT DISTINCT vector_dims(embedding)::text FROM codestrata.embedding"))
        .containsExactly("512");
    assertThatThrownBy(() -> installation.search("interest_rate"))
        .hasMessage("there is no generation default (there are: " + LARGE + ")");
    installation.with("generation", "").with("embed.dimension", "512");
    assertSound();
    IndexResult again = installation.index(shop.path().toString(), otherShop.path().toString());
    assertThat(again.run().chunksNew() + again.run().chunksEmbedded()).isZero();

    // What was paid for stays: the first model comes back for nothing.
    installation.with("embed.dimension", "256");
    IndexResult back = installation.index(shop.path().toString(), otherShop.path().toString());
    assertThat(back.run().chunksEmbedded()).isZero();
    assertThat(generations()).containsExactly(LARGE, "voyage-code-3-256-float serves");
    assertThat(repositories()).isEqualTo(ids);
    assertSound();
  }

  @Test
  void aNamedOneWaitsUntilItIsSwitchedTo() throws Exception {
    installation.with("generation", "small").with("chunk.tokens", "32");
    installation.index(shop.path());
    assertThat(generations()).containsExactly(FIRST + " serves", "small");
    assertThat(paths("interest_rate")).doesNotContain("src/loan.py");
    installation.with("embed.dimension", "512");
    assertThatThrownBy(() -> installation.index(shop.path()))
        .hasMessageContaining("vectors of two models never mix");
    installation.with("embed.dimension", "256").with("generation", "");
    assertThat(paths("interest_rate")).contains("src/loan.py");

    assertThatThrownBy(() -> job().serve("nobody", false))
        .hasMessage("there is no generation nobody (there are: default, small)");
    assertThatThrownBy(() -> job().serve("small", false))
        .hasMessageContaining("it lacks 1 of 2 repositories");
    execute("UPDATE codestrata.generation_file SET size = 9 WHERE path = 'src/auth.py'");
    assertThatThrownBy(() -> job().serve("small", true))
        .hasMessageContaining("is not what the lake has (codestrata verify --repair mends it)");
    installation.with("generation", "small");
    new VerifyJob(installation.config(), Progress.SILENT).run(true);
    installation.with("generation", "");
    job().serve("small", true);
    assertThat(generations()).containsExactly(FIRST, "small serves");
    assertThat(notes).last().asString().contains("generation small serves now in place of default");
    assertThat(paths("interest_rate")).doesNotContain("src/loan.py");

    // What is forgotten leaves every one of them, and what a purge leaves serves them all.
    new ForgetJob(installation.config(), Progress.SILENT).run(List.of("shop"), true);
    assertThat(published("", "SELECT path FROM codestrata.file")).isEmpty();
    assertThat(published(FIRST, "SELECT path FROM codestrata.file")).containsExactly("src/loan.py");
    installation.with("generation", FIRST);
    assertSound();
    assertThat(paths("interest_rate")).contains("src/loan.py");
  }

  private GenerationJob job() throws Exception {
    return new GenerationJob(
        installation.config(),
        new Progress() {
          @Override
          public void note(String line) {
            notes.add(line);
          }
        });
  }

  private List<String> generations() throws Exception {
    return job().list().stream()
        .map(
            row ->
                row.name()
                    + (row.published().filter(Generation::serving).isPresent() ? " serves" : ""))
        .toList();
  }

  private List<String> repositories() throws Exception {
    return new StatusJob(installation.config())
        .run().published().orElseThrow().repositories().stream().map(RepositoryRow::id).toList();
  }

  private List<String> paths(String question) throws Exception {
    return installation.search(question).stream().map(SearchHit::path).toList();
  }

  private void assertSound() throws Exception {
    VerifyJob.Result result = new VerifyJob(installation.config(), Progress.SILENT).run(false);
    assertThat(result.tables()).allMatch(TableDifference::isNone).allMatch(t -> t.lake() > 0);
  }

  /** As any client of SQL sees it. */
  private List<String> published(String generation, String sql) throws Exception {
    List<String> values = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET codestrata.generation = '" + generation + "'");
      try (ResultSet row = statement.executeQuery(sql + " ORDER BY 1")) {
        while (row.next()) {
          values.add(row.getString(1));
        }
      }
    }
    return values;
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws Exception {
    return PgTarget.parse(installation.config().text(Options.PG_URL)).connect();
  }
}
