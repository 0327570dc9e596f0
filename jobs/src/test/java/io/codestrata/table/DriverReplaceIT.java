package io.codestrata.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.config.ConfigReader;
import io.codestrata.job.Sessions;
import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver replaces by itself is what Spark reads: of each version, and of the feed. */
class DriverReplaceIT {
  private static final int FILES = 25_000;
  private static final int CHANGES = 12;

  @TempDir private Path folder;

  @Test
  void everyVersionAndItsFeedAreWhatWasAskedFor() throws Exception {
    long seed = System.nanoTime();
    Random drawn = new Random(seed);
    try (SparkSession spark = session()) {
      FilesTable files = Lake.open(spark, lake(), "").files();
      Map<FileKey, IndexedFile> expected = new TreeMap<>(byKey());
      IntStream.range(0, FILES)
          .mapToObj(i -> file("shop", "src/%05d".formatted(2 * i), 0))
          .forEach(file -> expected.put(key(file), file));
      files.apply(List.copyOf(expected.values()), List.of(), true);
      long before = dataFiles(spark);
      assertThat(before).as("ranges of paths").isGreaterThan(2);

      for (int change = 1; change <= CHANGES; change++) {
        List<FileKey> known = List.copyOf(expected.keySet());
        Map<FileKey, IndexedFile> upserts = new HashMap<>();
        for (int i = drawn.nextInt(3); i >= 0; i--) {
          IndexedFile changed = known(known, drawn, change);
          upserts.put(key(changed), changed);
          IndexedFile fresh = file("shop", changed.path() + "a", change);
          upserts.put(key(fresh), fresh);
        }
        List<FileKey> gone =
            drawn
                .ints(drawn.nextInt(4), 0, known.size())
                .mapToObj(known::get)
                .distinct()
                .filter(key -> !upserts.containsKey(key))
                .toList();
        files.apply(List.copyOf(upserts.values()), gone, false);
        gone.forEach(expected::remove);
        expected.putAll(upserts);

        assertThat(files.version()).as("one commit each, seed %d", seed).isEqualTo(change);
        FileChanges feed = files.changesAfter(change - 1, change);
        assertThat(feed.upserts())
            .as("seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(upserts.values());
        assertThat(feed.deletes()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(gone);
      }
      assertThat(files.all(CHANGES))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(expected.values());
      assertThat(files.all(0)).as("time travel").hasSize(FILES);
      assertThat(files.changesAfter(0, CHANGES).upserts())
          .allSatisfy(file -> assertThat(expected).containsEntry(key(file), file));
      assertThat(dataFiles(spark))
          .as("no small file for each change")
          .isLessThan(before + CHANGES / 2);
      assertThat(Path.of(lake(), "files", "_delta_log"))
          .isDirectoryContaining(
              file -> file.getFileName().toString().matches("0+10\\.checkpoint.*"));
      assertThat(readers(spark)).as("a cold reader sees the same").isEqualTo(expected.size());
    }
  }

  @Test
  void onlyTheNamedRowsGoAndOthersFollow() throws Exception {
    try (SparkSession spark = session()) {
      FilesTable files = Lake.open(spark, lake(), "").files();
      files.apply(
          List.of(file("a", "x", 0), file("b", "x", 0), file("b", "y", 0)), List.of(), true);
      files.apply(List.of(file("c", "z", 1)), List.of(new FileKey("a", "x")), false);
      assertThat(files.all(1))
          .containsExactlyInAnyOrder(file("b", "x", 0), file("b", "y", 0), file("c", "z", 1));
      files.apply(List.of(), List.of(new FileKey("a", "none")), false);
      assertThat(files.version()).as("nothing to commit").isEqualTo(1);
      files.apply(List.of(), List.of(new FileKey("b", "x"), new FileKey("b", "y")), false);
      assertThat(files.all(2)).containsExactly(file("c", "z", 1));
      files.delete(List.of("c"));
      assertThat(files.all(3)).isEmpty();
      files.apply(List.of(file("d", "x", 4)), List.of(), false);
      assertThat(files.all(4)).containsExactly(file("d", "x", 4));
    }
  }

  @Test
  void whatTheDriverCannotReplaceIsLeftToSpark() throws Exception {
    try (SparkSession spark = session()) {
      FilesTable files = Lake.open(spark, lake(), "").files();
      files.apply(
          List.of(file("a", "x", 0), file("a", "y", 0), file("a", "z", 0)), List.of(), true);
      spark.sql(
          "ALTER TABLE delta.`%s/files` SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')"
              .formatted(lake()));
      DeltaTable.forPath(spark, lake() + "/files").delete("path = 'y'");
      files.apply(List.of(file("a", "x", 1)), List.of(), false);
      assertThat(files.all(files.version()))
          .containsExactlyInAnyOrder(file("a", "x", 1), file("a", "z", 0));
    }
  }

  private static IndexedFile known(List<FileKey> known, Random drawn, int change) {
    FileKey key = known.get(drawn.nextInt(known.size()));
    return file(key.repository(), key.path(), change);
  }

  private long dataFiles(SparkSession spark) {
    return spark.sql("DESCRIBE DETAIL delta.`%s/files`".formatted(lake())).head().getAs("numFiles");
  }

  /** Rows that a session sees which has not written them. */
  private long readers(SparkSession spark) {
    DeltaLog.clearCache();
    return spark.newSession().read().format("delta").load(lake() + "/files").count();
  }

  private String lake() {
    return folder.resolve("lake").toString();
  }

  private SparkSession session() throws Exception {
    return Sessions.open(
        ConfigReader.read(Optional.empty(), Map.of(), Map.of("data", folder.toString())));
  }

  private static Comparator<FileKey> byKey() {
    return Comparator.comparing(FileKey::repository).thenComparing(FileKey::path);
  }

  private static FileKey key(IndexedFile file) {
    return new FileKey(file.repository(), file.path());
  }

  private static IndexedFile file(String repository, String path, int change) {
    return new IndexedFile(
        repository,
        path,
        "100644",
        "content " + change,
        "java",
        "1",
        "m",
        change,
        "indexed",
        "",
        1);
  }
}
