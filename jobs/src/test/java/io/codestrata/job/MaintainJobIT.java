package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.table.Upkeep;
import io.delta.tables.DeltaTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compaction and vacuum of a real lake. */
class MaintainJobIT {
  @TempDir Path folder;

  @Test
  void tablesGetFewerFilesAndTheIndexStaysTheSame() throws Exception {
    Installation installation = new Installation(folder.resolve("data"));
    GitFixture git = new GitFixture(folder.resolve("shop"));
    for (int i = 0; i < 3; i++) {
      git.write("src/part" + i + ".py", "def part_" + i + "():\n    return " + i + "\n");
      git.commit("part " + i);
      installation.index(git.path());
    }
    Path left = folder.resolve("data/lake/chunks/part-of-a-killed-run.parquet");
    Files.writeString(left, "half a file");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(60))));
    List<?> hits = installation.search("part_1");

    List<Upkeep> done = new MaintainJob(installation.config(), Progress.SILENT).run(30);

    assertThat(done).extracting(Upkeep::table).contains("files", "chunks", "embeddings", "runs");
    Upkeep chunks =
        done.stream().filter(table -> table.table().equals("chunks")).findFirst().orElseThrow();
    assertThat(chunks.filesBefore()).isGreaterThanOrEqualTo(3);
    assertThat(chunks.filesAfter()).isEqualTo(1);
    assertThat(chunks.filesRemoved()).isEqualTo(1);
    assertThat(left).doesNotExist();
    assertThat(installation.search("part_1")).isEqualTo(hits);
    IndexResult next = installation.index(git.path());
    assertThat(next.run().chunksEmbedded()).isZero();
    assertThat(next.run().filesChanged()).isZero();
    assertThat(next.failures()).isEmpty();
    assertThat(retention("files")).containsOnly("interval 30 days");
  }

  /** For how long the table says that it keeps its log and its files. */
  private List<String> retention(String table) throws Exception {
    try (SparkSession spark = Sessions.open(new Installation(folder.resolve("data")).config())) {
      Map<String, String> properties =
          DeltaTable.forPath(spark, folder.resolve("data/lake").resolve(table).toString())
              .detail()
              .select("properties")
              .head()
              .getJavaMap(0);
      return List.of(
          properties.get("delta.logRetentionDuration"),
          properties.get("delta.deletedFileRetentionDuration"));
    }
  }

  @Test
  void fewerDaysThanReadersNeedAreRefused() {
    assertThatThrownBy(
            () -> new MaintainJob(new Installation(folder).config(), Progress.SILENT).run(6))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("keep 7 days or more");
  }
}
