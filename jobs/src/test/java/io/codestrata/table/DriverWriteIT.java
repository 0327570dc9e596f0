package io.codestrata.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.chunk.Chunk;
import io.codestrata.config.ConfigReader;
import io.codestrata.job.Sessions;
import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver appends by itself is what Spark reads, changes and keeps in order. */
class DriverWriteIT {
  private static final String MODEL = "m/4/float";

  @TempDir private Path folder;

  @Test
  void recordsAreThoseThatSparkReads() throws Exception {
    try (SparkSession spark = session()) {
      Lake lake = Lake.open(spark, folder.resolve("lake").toString(), "");
      List<StoredChunk> chunks = IntStream.range(0, 14).mapToObj(DriverWriteIT::chunk).toList();
      List<StoredEmbedding> embeddings =
          IntStream.range(0, 14).mapToObj(DriverWriteIT::embedding).toList();
      List<Run> runs = IntStream.range(0, 14).mapToObj(DriverWriteIT::run).toList();
      for (int i = 0; i < 14; i++) { // a checkpoint is among them
        lake.chunks().land(List.of(chunks.get(i)), lake.chunks().version());
        lake.embeddings().insertNew(List.of(embeddings.get(i)), lake.embeddings().version());
        lake.runs().append(List.of(runs.get(i)));
      }

      for (LakeTable<?> table : List.of(lake.chunks(), lake.embeddings(), lake.runs())) {
        assertThat(engines(spark, table))
            .as("Spark makes the table, and the driver does the rest")
            .hasSize(14)
            .satisfies(all -> assertThat(all.get(0)).startsWith("Apache-Spark"))
            .satisfies(
                all -> assertThat(all.subList(1, 14)).allMatch(one -> one.startsWith("Kernel")));
        assertThat(folder.resolve("lake/" + table.name() + "/_delta_log"))
            .isDirectoryContaining(
                file -> file.getFileName().toString().matches("0+10\\.checkpoint.*"))
            .isDirectoryContaining(file -> file.getFileName().toString().matches("0+13\\.crc"));
      }
      assertThat(lake.chunks().collect(lake.chunks().read()))
          .containsExactlyInAnyOrderElementsOf(chunks);
      assertThat(lake.embeddings().collect(lake.embeddings().read()))
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactlyInAnyOrderElementsOf(embeddings);
      assertThat(lake.runs().all()).containsExactlyElementsOf(runs);
      assertThat(lake.chunks().changes(1, 13).where("_change_type = 'insert'").count())
          .as("of the change feed")
          .isEqualTo(13);
      assertThat(lake.chunks().known(List.of("content 3", "none")))
          .as("files that cannot have them are passed over")
          .hasSize(1);
    }
  }

  @Test
  void sparkGoesOnWithSuchTables() throws Exception {
    try (SparkSession spark = session()) {
      Lake lake = Lake.open(spark, folder.resolve("lake").toString(), "");
      List<Run> runs = IntStream.range(0, 4).mapToObj(DriverWriteIT::run).toList();
      runs.forEach(run -> lake.runs().append(List.of(run)));
      Run again = run(2, "again");
      lake.runs().upsert(again);
      lake.embeddings().append(List.of(embedding(0)));
      lake.embeddings().append(List.of(embedding(1)));
      lake.embeddings()
          .insertNew(List.of(embedding(1), embedding(2)), lake.embeddings().version() - 1);
      assertThat(lake.runs().maintain(Duration.ofDays(7)).filesAfter()).isEqualTo(1);

      assertThat(lake.runs().all()).containsExactly(runs.get(0), runs.get(1), again, runs.get(3));
      assertThat(lake.embeddings().known(Set.of("0", "1", "2", "3"), MODEL))
          .containsExactlyInAnyOrder("0", "1", "2");
      assertThat(lake.embeddings().read().count()).isEqualTo(3);
    }
  }

  @Test
  void whatTheDriverCannotWriteIsLeftToSpark() throws Exception {
    try (SparkSession spark = session()) {
      Lake lake = Lake.open(spark, folder.resolve("lake").toString(), "");
      Path path = folder.resolve("lake/runs");
      lake.runs()
          .rows(List.of(run(0)))
          .drop("slowest")
          .write()
          .format("delta")
          .save(path.toString());
      lake.runs().append(List.of(run(1)));
      assertThat(engines(spark, lake.runs())).allMatch(one -> one.startsWith("Apache-Spark"));
      assertThat(lake.runs().all()).hasSize(2).contains(run(1));

      spark.sql(
          "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')"
              .formatted(path));
      lake.runs().append(List.of(run(2)));
      assertThat(engines(spark, lake.runs())).allMatch(one -> one.startsWith("Apache-Spark"));
      assertThat(lake.runs().all()).hasSize(3).contains(run(2));
    }
  }

  /** What wrote each version, the oldest first. */
  private List<String> engines(SparkSession spark, LakeTable<?> table) {
    return DeltaTable.forPath(spark, folder.resolve("lake").resolve(table.name()).toString())
        .history()
        .orderBy("version")
        .select("engineInfo")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private SparkSession session() throws Exception {
    return Sessions.open(
        ConfigReader.read(Optional.empty(), Map.of(), Map.of("data", folder.toString())));
  }

  private static StoredChunk chunk(int number) {
    return new StoredChunk(
        new ContentKey("content " + number, "java", "1"),
        "hash " + number,
        new Chunk(
            0,
            "\uD83D\uDE80 long ".repeat(2_000) + number,
            "class",
            number % 2 == 0 ? "A" : "",
            "a > it's",
            number,
            number + 4,
            1,
            number + 1,
            3,
            "class A",
            number % 3 == 0 ? List.of() : List.of("a", "\u00e9"),
            List.of("b")));
  }

  private static StoredEmbedding embedding(int number) {
    return new StoredEmbedding(
        Integer.toString(number), MODEL, number, new float[] {0.5f, -0.25f, 1e-30f, number});
  }

  private static Run run(int number) {
    return run(number, "");
  }

  private static Run run(int number, String trace) {
    Instant at = Instant.ofEpochSecond(1_700_000_000L + number, 123_456_000);
    return new Run(
        "run " + number,
        at,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        8,
        9,
        0.125,
        10,
        new Run.StageSeconds(1, 2, 3, 4, 5, 15),
        "1",
        MODEL,
        "0",
        11,
        number % 2 == 0
            ? List.of()
            : List.of(new Cost("embed", "voyage", MODEL, "it's", 1, 2, 0.5)),
        12,
        Run.State.DONE,
        0,
        at.plusSeconds(5),
        trace,
        List.of(new SlowFile("shop", "a", "java", 1, 0.5)));
  }
}
