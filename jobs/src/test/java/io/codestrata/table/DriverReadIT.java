package io.codestrata.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.chunk.Chunk;
import io.codestrata.config.ConfigReader;
import io.codestrata.job.Sessions;
import io.delta.tables.DeltaTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read on the driver is what Spark reads, through all that may become of a table. */
class DriverReadIT {
  private static final StructType SCHEMA =
      Schemas.of(
          Schemas.text("repository"),
          Schemas.text("path"),
          Schemas.bigint("size"),
          Schemas.integer("chunks"),
          Schemas.bool("default_ref"),
          Schemas.instant("indexed_at"));
  private static final int ROWS = 2_000;
  private static final DriverRead.Found NOTHING = new DriverRead.Found(-1, Optional.of(List.of()));

  @TempDir private Path folder;

  @Test
  void rowsAreThoseThatSparkReads() throws Exception {
    try (SparkSession spark =
        Sessions.open(
            ConfigReader.read(Optional.empty(), Map.of(), Map.of("data", folder.toString())))) {
      Path path = folder.resolve("table");
      DriverRead read = read(spark, path, ROWS * 100L);
      assertThat(read.rows(SCHEMA, Map.of())).isEqualTo(NOTHING);
      // A run that was killed as it made the table.
      Files.createDirectories(path.resolve("_delta_log"));
      assertThat(read.rows(SCHEMA, Map.of())).isEqualTo(NOTHING);

      append(rows(spark, "old").drop("default_ref", "indexed_at"), path);
      assertSame(spark, read, path, 0);
      for (int i = 1; i <= 12; i++) { // a checkpoint is among them
        append(rows(spark, "repository" + i), path);
      }
      assertSame(spark, read, path, 12);
      spark.sql(
          "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')"
              .formatted(path));
      DeltaTable.forPath(spark, path.toString()).delete("size % 3 = 0");
      assertThat(DeltaTable.forPath(spark, path.toString()).toDF().count()).isLessThan(ROWS * 13L);
      assertSame(spark, read, path, 14);

      assertThat(read(spark, path, ROWS).rows(SCHEMA, Map.of()).rows()).as("too many").isEmpty();
      assertThat(
              read(spark, path, ROWS)
                  .rows(SCHEMA, Map.of("repository", Set.of("repository3")))
                  .rows())
          .as("files of others are passed over")
          .isPresent();
    }
  }

  @Test
  void tablesAnswerAlikeWhereSparkMustRead() throws Exception {
    try (SparkSession spark =
        Sessions.open(
            ConfigReader.read(Optional.empty(), Map.of(), Map.of("data", folder.toString())))) {
      Lake lake = Lake.open(spark, folder.resolve("lake").toString(), "");
      List<String> paths = List.of("", "a", "a/it's", "b");
      List<String> repositories = List.of("shop", "bank");
      lake.files()
          .apply(
              repositories.stream()
                  .flatMap(id -> paths.stream().map(path -> file(id, path)))
                  .toList(),
              List.of(),
              true);
      lake.merkleNodes()
          .apply(
              repositories.stream()
                  .map(
                      id ->
                          new MerkleChange(
                              paths.stream().map(path -> new MerkleNode(id, path, id)).toList(),
                              List.of(),
                              true))
                  .toList());
      lake.land(repositories.stream().map(DriverReadIT::state).toList());
      lake.chunks()
          .append(
              lake.chunks()
                  .rows(List.of(chunk("a", 0), chunk("a", 1), chunk("b", 0), chunk("c", 0))));

      List<Object> onDriver = answers(lake);
      Lake again = Lake.open(spark, folder.resolve("lake").toString(), "");
      again.tables().forEach(table -> table.onDriver().readAtMost(0));

      assertThat(answers(again)).isEqualTo(onDriver);
      assertThat(onDriver)
          .containsExactly(
              Set.of(file("shop", "a"), file("shop", "a/it's")),
              Set.of("content of a/it's"),
              Map.of("a", "bank", "b", "bank"),
              Map.of(new ContentKey("a", "java", "1"), 2, new ContentKey("c", "java", "1"), 1),
              Set.of(state("shop"), state("bank")));
    }
  }

  private static List<Object> answers(Lake lake) {
    return List.of(
        Set.copyOf(lake.files().at(Set.of("a", "a/it's", "none"), "shop")),
        lake.files()
            .contentsBeside(
                Set.of("content of a", "content of a/it's", "other"), Set.of("a"), "shop"),
        lake.merkleNodes().at(Set.of("a", "b", "none"), "bank"),
        lake.chunks().known(List.of("a", "c", "none")),
        Set.copyOf(lake.repositories().all()));
  }

  private static IndexedFile file(String repository, String path) {
    return new IndexedFile(
        repository, path, "100644", "content of " + path, "java", "1", "m", 1, "indexed", "", 1);
  }

  private static RepositoryState state(String id) {
    return new RepositoryState(
        id, "/" + id, "HEAD", "1", "r", "rules", "1", "m", 4, 0, 4, 0, Instant.EPOCH, true, "");
  }

  private static StoredChunk chunk(String content, int ordinal) {
    return new StoredChunk(
        new ContentKey(content, "java", "1"),
        content + ordinal,
        new Chunk(ordinal, "text", "", "", "", 0, 4, 1, 1, 1, "", List.of(), List.of()));
  }

  private static DriverRead read(SparkSession spark, Path path, long most) {
    return new DriverRead(spark.sparkContext().hadoopConfiguration(), path.toString(), most);
  }

  private static void assertSame(SparkSession spark, DriverRead read, Path path, long version) {
    Set<String> few = Set.of("src/7", "src/it's", "\uD83D\uDE80/1999", "nowhere");
    Set<String> many = new HashSet<>(few);
    IntStream.range(0, 100).forEach(i -> many.add("src/" + 10 * i));
    for (Map<String, Set<String>> oneOf :
        List.<Map<String, Set<String>>>of(
            Map.of(),
            Map.of("path", few),
            Map.of("path", many),
            Map.of("repository", Set.of("repository3", "old"), "path", many),
            Map.of("repository", Set.of()))) {
      Dataset<Row> expected = spark.read().format("delta").load(path.toString());
      for (Map.Entry<String, Set<String>> column : oneOf.entrySet()) {
        expected = LakeTable.having(expected, column.getKey(), column.getValue());
      }
      DriverRead.Found found = read.rows(SCHEMA, oneOf);
      assertThat(found.version()).isEqualTo(version);
      List<Row> wanted =
          expected
              .select(
                  "repository",
                  List.of(expected.columns()).contains("indexed_at")
                      ? new String[] {"path", "size", "chunks", "default_ref", "indexed_at"}
                      : new String[] {"path", "size", "chunks"})
              .collectAsList();
      assertThat(wanted.isEmpty()).isEqualTo(oneOf.containsValue(Set.of()));
      assertThat(found.rows().orElseThrow().stream().map(DriverReadIT::text))
          .containsExactlyInAnyOrderElementsOf(wanted.stream().map(DriverReadIT::text).toList());
    }
  }

  /** A column that is not there is null. */
  private static String text(Row row) {
    return IntStream.range(0, SCHEMA.length())
        .mapToObj(i -> i < row.length() ? row.get(i) : null)
        .toList()
        .toString();
  }

  private static void append(Dataset<Row> rows, Path path) {
    rows.coalesce(1).write().format("delta").mode(SaveMode.Append).save(path.toString());
  }

  private static Dataset<Row> rows(SparkSession spark, String repository) {
    return spark.createDataFrame(
        IntStream.range(0, ROWS)
            .mapToObj(
                i ->
                    RowFactory.create(
                        repository,
                        i % 10 == 9 ? "\uD83D\uDE80/" + i : i == 1 ? "src/it's" : "src/" + i,
                        (long) i,
                        i % 7 == 0 ? null : i,
                        i % 2 == 0,
                        Timestamp.from(Instant.ofEpochSecond(1_700_000_000L + i, 123_456_000))))
            .toList(),
        SCHEMA);
  }
}
