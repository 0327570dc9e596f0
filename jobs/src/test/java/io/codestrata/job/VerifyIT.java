package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.config.Options;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.TableDifference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL damaged by hand is told from the lake, and made equal to it again. */
class VerifyIT {
  private static final String CHUNK_COLUMNS =
      "language, chunking, ordinal, chunk_hash, kind, symbol, breadcrumb, start_line, end_line,"
          + " start_byte, end_byte, tokens, text, lexemes";

  @TempDir Path folder;
  private final SampleLake sample = SampleLake.get();
  private Installation installation;

  @BeforeEach
  void publish() throws Exception {
    installation = sample.copyTo(folder.resolve("data"));
    assertThatThrownBy(() -> verify(false)).hasMessageContaining("nothing is indexed yet");
    installation.index(sample.shop().path());
  }

  @Test
  void everyDamageIsToldByItsTableAndMended() throws Exception {
    List<String> sound = published();
    assertEqual(verify(false), false);

    damage(
        "UPDATE codestrata.chunk SET text = text || '!' WHERE symbol = 'interest_rate'",
        "UPDATE codestrata.chunk SET lexemes = '' WHERE symbol = 'value_added_tax'",
        "INSERT INTO codestrata.chunk SELECT content_hash, language, chunking, ordinal + 1,"
            + " chunk_hash, kind, symbol, breadcrumb, start_line, end_line, start_byte, end_byte,"
            + " tokens, text, lexemes FROM codestrata.chunk WHERE symbol = 'interest_rate'",
        "INSERT INTO codestrata.chunk SELECT 'nobody', "
            + CHUNK_COLUMNS
            + " FROM codestrata.chunk LIMIT 1",
        "UPDATE codestrata.embedding SET embedding = embedding + embedding WHERE chunk_hash ="
            + " (SELECT max(chunk_hash) FROM codestrata.embedding)",
        "INSERT INTO codestrata.embedding SELECT 'nobody', model, embedding FROM"
            + " codestrata.embedding LIMIT 1",
        "UPDATE codestrata.file SET size = size + 1 WHERE path = 'lib/vat/tax.py'",
        "INSERT INTO codestrata.generation_file SELECT repository, 'ghost.py', content_hash,"
            + " language, chunking, model, size, generation FROM codestrata.generation_file WHERE"
            + " repository = 'bank'",
        "INSERT INTO codestrata.generation_file SELECT 'nowhere', path, content_hash, language,"
            + " chunking, model, size, generation FROM codestrata.generation_file WHERE path ="
            + " 'src/loan.py'",
        "UPDATE codestrata.repository SET revision = 'c0ffee' WHERE id = 'shop'",
        "INSERT INTO codestrata.generation_repository SELECT 'ghost', lake, origin, ref, revision,"
            + " indexed_at, default_ref, visibility, generation FROM"
            + " codestrata.generation_repository WHERE id = 'bank'",
        "UPDATE codestrata.generation SET model = 'other'");

    VerifyJob.Result told = verify(false);

    assertThat(told.isEqual()).isFalse();
    assertThat(told.repositories()).containsExactly("bank", "ghost", "nowhere", "shop");
    assertThat(faults(told))
        .containsEntry("checkpoint", List.of(0L, 0L, 1L))
        .containsEntry("repositories", List.of(0L, 1L, 1L))
        .containsEntry("files", List.of(0L, 2L, 1L))
        .containsEntry("chunks", List.of(0L, 2L, 2L))
        .containsEntry("embeddings", List.of(0L, 1L, 1L));
    assertEqual(verify(true), true);
    assertThat(published()).isEqualTo(sound);

    damage(
        "DELETE FROM codestrata.chunk WHERE symbol = 'interest_rate'",
        "DELETE FROM codestrata.embedding WHERE chunk_hash = (SELECT chunk_hash FROM"
            + " codestrata.chunk WHERE symbol = 'value_added_tax')",
        "DELETE FROM codestrata.file WHERE path = 'lib/vat/tax.py'",
        "DELETE FROM codestrata.repository WHERE id = 'bank'",
        "UPDATE codestrata.generation SET table_version = -1");

    assertThat(faults(verify(false)))
        .containsEntry("checkpoint", List.of(1L, 0L, 0L))
        .containsEntry("repositories", List.of(1L, 0L, 0L))
        .containsEntry("files", List.of(1L, 0L, 0L))
        .containsEntry("chunks", List.of(1L, 0L, 0L))
        .containsEntry("embeddings", List.of(1L, 0L, 0L));
    assertEqual(verify(true), true);
    assertThat(published()).isEqualTo(sound);
    assertThat(installation.search("interest_rate"))
        .extracting(SearchHit::path)
        .contains("src/loan.py");
    assertThat(installation.search("value_added_tax").get(0).path()).isEqualTo("lib/vat/tax.py");

    damage("DELETE FROM codestrata.generation");

    assertThat(faults(verify(false)).get("checkpoint")).containsExactly(1L, 0L, 0L);
    assertEqual(verify(true), true);
    assertThat(published()).isEqualTo(sound);
  }

  @Test
  void embeddingsAreKeptAsConfiguredAndConverted() throws Exception {
    installation.with("pgvector.storage", "halfvec");
    GitFixture git = new GitFixture(folder.resolve("more"));
    git.write("src/boat.py", "def sail_across(water):\n    return water.wind * 2\n");
    git.commit("first");
    installation.index(git.path());

    assertThat(typeOfEmbeddings()).isEqualTo("halfvec");
    assertEqual(verify(false), false);
    assertThat(installation.search("sail_across").get(0).path()).isEqualTo("src/boat.py");
    assertThat(installation.search("interest_rate"))
        .extracting(SearchHit::path)
        .contains("src/loan.py");

    installation.with("pgvector.storage", "vector");
    installation.index(git.path());
    assertThat(typeOfEmbeddings()).isEqualTo("vector");
    assertThat(faults(verify(false)).get("embeddings").get(2)).isPositive();
    assertEqual(verify(true), true);
  }

  private String typeOfEmbeddings() throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_typeof(embedding) FROM codestrata.embedding LIMIT 1")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void whatAnotherLakePublishesIsNeitherToldNorTaken() throws Exception {
    GitFixture copy = new GitFixture(folder.resolve("copy"));
    copy.write("src/loan.py", "def interest_rate(years):\n    return years * 2\n");
    copy.write("src/own.py", "def only_here(years):\n    return years * 3\n");
    copy.commit("first");
    Installation other =
        new Installation(folder.resolve("other"))
            .with("pg.url", installation.config().text(Options.PG_URL));
    other.index(copy.path());

    assertEqual(verify(false), false);
    assertEqual(new VerifyJob(other.config(), Progress.SILENT).run(false), false);
    damage("DELETE FROM codestrata.file WHERE repository = 'bank'");
    assertEqual(verify(true), true);
    assertEqual(new VerifyJob(other.config(), Progress.SILENT).run(false), false);
  }

  private VerifyJob.Result verify(boolean repair) throws Exception {
    return new VerifyJob(installation.config(), Progress.SILENT).run(repair);
  }

  private static void assertEqual(VerifyJob.Result result, boolean mended) {
    assertThat(result.tables()).allMatch(TableDifference::isNone).allMatch(t -> t.lake() > 0);
    assertThat(result.repositories()).isEmpty();
    assertThat(result.mended()).isEqualTo(mended);
  }

  /** Missing, surplus and different rows by table. */
  private static Map<String, List<Long>> faults(VerifyJob.Result result) {
    Function<TableDifference, List<Long>> counts =
        table -> List.of(table.missing(), table.surplus(), table.different());
    return result.tables().stream().collect(Collectors.toMap(TableDifference::table, counts));
  }

  private void damage(String... statements) throws Exception {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
      }
    }
  }

  private List<String> published() throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect()) {
      for (String table : List.of("repository", "file", "chunk", "embedding", "released")) {
        rows.addAll(rows(connection, table));
      }
    }
    return rows;
  }

  private static List<String> rows(Connection connection, String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT t::text FROM codestrata." + table + " t ORDER BY 1")) {
      while (row.next()) {
        rows.add(table + row.getString(1));
      }
    }
    return rows;
  }

  private Connection connect() throws Exception {
    return PgTarget.parse(installation.config().text(Options.PG_URL)).connect();
  }
}
