package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.table.FileKey;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import io.delta.tables.DeltaTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking back and going back in a real lake, with PostgreSQL after it. */
class TimeTravelIT {
  @TempDir Path folder;
  private final SampleLake sample = SampleLake.get();
  private Installation installation;

  @BeforeEach
  void copy() throws Exception {
    installation = sample.copyTo(folder.resolve("data"));
  }

  @Test
  void pastIsSearchedAndShownAsItWasAndLeavesNoTrace() throws Exception {
    installation.index(sample.shop().path());
    List<String> published = contents();
    String first = sample.landed().get(0).toString();

    assertThat(places(asOf(first, Optional.empty()))).isEqualTo(places(sample.firstHits()));
    assertThat(asOf("0", Optional.of("bank")))
        .extracting(SearchHit::repository)
        .containsOnly("bank");
    assertThat(asOf(sample.landed().get(1).toString(), Optional.of("shop")))
        .extracting(SearchHit::path)
        .contains("lib/tax.py")
        .doesNotContain("src/auth.py", "lib/vat/tax.py");

    PastStatusJob.Result past = new PastStatusJob(installation.config()).run(first);
    assertThat(past.repositories())
        .extracting(RepositoryState::repository)
        .containsExactly("bank", "shop");
    assertThat(past.repositories().get(1).revision()).isEqualTo(sample.revisions().get(0));
    assertThat(past.repositories().get(1).files()).isEqualTo(3);

    Instant before = sample.landed().get(0).minus(Duration.ofDays(1));
    refused(() -> asOf(before.toString(), Optional.empty()))
        .hasMessageContaining("nothing was indexed yet at")
        .hasMessageContaining("name a later time");
    refused(() -> new PastStatusJob(installation.config()).run("a while ago"))
        .hasMessageContaining("cannot tell which time 'a while ago' is");

    assertThat(places(installation.search(SampleLake.QUESTION)))
        .noneMatch(place -> place.contains("auth.py"));
    assertThat(contents()).as("loaded for the past").hasSizeGreaterThan(published.size());
    sample.shop().commit("nothing");
    installation.index(sample.shop().path());
    assertThat(contents()).as("collected by the next publication").isEqualTo(published);
  }

  @Test
  void rollbackBringsLakeAndSearchBackAndTheNextIndexMovesOn() throws Exception {
    String first = sample.revisions().get(0);

    RollbackJob.Result done = rollback(first.substring(0, 8));

    assertThat(done.to().state().revision()).isEqualTo(first);
    assertThat(done.filesRestored()).isEqualTo(2);
    assertThat(done.filesRemoved()).isEqualTo(1);
    assertThat(paths()).containsExactly("README.md", "src/Cart.java", "src/auth.py");
    assertThat(revision()).isEqualTo(first);
    assertThat(places(installation.search(SampleLake.QUESTION)))
        .isEqualTo(places(sample.firstHits()));
    assertThat(installation.search("interest_rate").get(0).repository()).isEqualTo("bank");
    DiffJob.Result diff = new DiffJob(installation.config()).run("shop", "0", "latest");
    assertThat(diff.files().isEmpty()).isTrue();
    assertThat(diff.chunks().added() + diff.chunks().removed()).isZero();

    movedOn(installation.index(sample.shop().path()));

    assertThat(rollback("previous").to().state().revision()).isEqualTo(first);
    assertThat(revision()).isEqualTo(first);
    onLake(
        spark -> {
          // A rollback that is killed after its first two commits.
          Lake lake = Lake.open(spark, installation.lake().toString(), "");
          RepositoryState shop =
              lake.repositories().all().stream()
                  .filter(state -> state.repository().equals("shop"))
                  .findFirst()
                  .orElseThrow();
          lake.land(List.of(shop.withoutRoot()));
          lake.files().apply(List.of(), List.of(new FileKey("shop", "README.md")), false);
        });
    assertThat(states()).last().isEqualTo(first);
    movedOn(installation.index(sample.shop().path()));
  }

  private void movedOn(IndexResult next) throws Exception {
    assertThat(next.run().chunksEmbedded()).isZero();
    assertThat(next.failures()).isEmpty();
    assertThat(revision()).isEqualTo(sample.shop().head());
    assertThat(paths()).containsExactly("README.md", "lib/vat/tax.py", "src/Cart.java");
  }

  @Test
  void stateWhoseChunksWerePurgedIsRefusedBeforeAnythingChanges() throws Exception {
    installation.index(sample.shop().path());
    new ForgetJob(installation.config(), Progress.SILENT).run(List.of("bank"), true);
    List<String> files = paths();
    String first = sample.revisions().get(0);

    refused(() -> rollback(first))
        .hasMessageContaining("the chunks of 2 of its files were purged, nothing was done")
        .hasMessageContaining("--ref " + first);
    assertThat(paths()).isEqualTo(files);
    assertThat(revision()).isEqualTo(sample.shop().head());
    List<String> notes = new ArrayList<>();
    assertThat(
            new SearchJob(installation.config())
                .runAsOf("0", SampleLake.QUESTION, 10, SearchScope.EVERYWHERE, new Notes(notes)))
        .extracting(SearchHit::path)
        .containsExactly("README.md");
    assertThat(notes).singleElement().asString().contains("were purged and are not found");
    refused(() -> rollback("nonsense")).hasMessageContaining("no state 'nonsense' of shop");
  }

  @Test
  void whatAVacuumTookIsRefusedAndTheNewestStateStaysKnown() throws Exception {
    vacuum("files");
    refused(() -> new DiffJob(installation.config()).run("shop", "0", "latest"))
        .hasMessageContaining("that state of shop is no longer kept");
    refused(() -> rollback("0")).hasMessageContaining("that state of shop is no longer kept");
    refused(() -> asOf("0", Optional.empty()))
        .hasMessageContaining("its files have been cleaned (name a later time");
    assertThat(new PastStatusJob(installation.config()).run("0").repositories()).hasSize(2);

    vacuum("repositories");
    assertThat(states()).containsExactly(sample.revisions().get(2));
    refused(() -> new PastStatusJob(installation.config()).run("0"))
        .hasMessageContaining("its files have been cleaned (name a later time");
  }

  @Test
  void logThatBeginsLaterGivesTheStatesSince() throws Exception {
    Path table = installation.lake().resolve("repositories");
    onLake(
        spark -> {
          // Delta cleans its log by whole days, after a checkpoint.
          spark.sql(
              "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.checkpointInterval' = '1')"
                  .formatted(table));
          for (int version = 0; version < 3; version++) {
            Files.delete(table.resolve("_delta_log/%020d.json".formatted(version)));
          }
        });

    assertThat(states()).containsExactly(sample.revisions().get(2));
    refused(() -> new PastStatusJob(installation.config()).run(sample.landed().get(0).toString()))
        .hasMessageContaining("no longer kept: its history begins at");
    assertThat(new PastStatusJob(installation.config()).run("3").repositories())
        .extracting(RepositoryState::revision)
        .contains(sample.revisions().get(2));
  }

  private interface OnLake {
    void run(SparkSession spark) throws Exception;
  }

  private void onLake(OnLake work) throws Exception {
    try (SparkSession spark = Sessions.open(installation.config())) {
      work.run(spark);
    }
  }

  /** As if all that has happened lay longer back than the lake keeps. */
  private void vacuum(String table) throws Exception {
    onLake(
        spark -> {
          spark.conf().set("spark.databricks.delta.retentionDurationCheck.enabled", false);
          DeltaTable.forPath(spark, installation.lake().resolve(table).toString())
              .vacuum(0)
              .count();
        });
  }

  private List<String> states() throws Exception {
    List<String> revisions = new ArrayList<>();
    onLake(
        spark ->
            Lake.open(spark, installation.lake().toString(), "")
                .repositories()
                .states("shop")
                .forEach(state -> revisions.add(state.state().revision())));
    return revisions;
  }

  /** The published files of the shop. */
  private List<String> paths() throws Exception {
    return strings("SELECT path FROM codestrata.file WHERE repository = 'shop' ORDER BY path");
  }

  private String revision() throws Exception {
    return new StatusJob(installation.config())
        .run().published().orElseThrow().repositories().stream()
            .filter(row -> row.id().equals("shop"))
            .findFirst()
            .orElseThrow()
            .revision();
  }

  private RollbackJob.Result rollback(String state) throws Exception {
    return new RollbackJob(installation.config(), Progress.SILENT).run("shop", state);
  }

  private List<SearchHit> asOf(String moment, Optional<String> repository) throws Exception {
    return new SearchJob(installation.config())
        .runAsOf(
            moment,
            SampleLake.QUESTION,
            10,
            new SearchScope(repository, Optional.empty(), false, Optional.empty()),
            Progress.SILENT);
  }

  /** What the database has of chunks and embeddings. */
  private List<String> contents() throws Exception {
    return strings(
        "SELECT content_hash || ordinal AS c FROM codestrata.chunk UNION ALL SELECT chunk_hash FROM"
            + " codestrata.embedding ORDER BY c");
  }

  private List<String> strings(String sql) throws Exception {
    try (Connection connection =
            PgTarget.parse(installation.config().values().get("pg.url")).connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> strings = new ArrayList<>();
      while (row.next()) {
        strings.add(row.getString(1));
      }
      return strings;
    }
  }

  /** Keeps the lines that a user would see. */
  private record Notes(List<String> lines) implements Progress {
    @Override
    public void note(String line) {
      lines.add(line);
    }
  }

  private static List<String> places(List<SearchHit> hits) {
    return hits.stream()
        .map(hit -> hit.repository() + "/" + hit.path() + ":" + hit.startLine())
        .toList();
  }

  private static AbstractThrowableAssert<?, ?> refused(ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            JobException.class,
            problem -> assertThat(problem.kind()).isEqualTo(JobException.Kind.USAGE));
  }
}
