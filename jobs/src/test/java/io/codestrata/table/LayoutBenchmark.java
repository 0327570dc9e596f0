package io.codestrata.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha1;

import io.codestrata.config.ConfigReader;
import io.codestrata.job.Sessions;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What the layout of {@code files} costs: the same rows in tables that are laid out otherwise, and
 * the same changes made to each. Prints a Markdown table. Run by {@code jobs/bench/layout.sh}.
 */
public final class LayoutBenchmark {
  private static final int REPOSITORIES = 1_000;
  private static final int FILES = 100;
  private static final int COMMITS = 10;
  private static final int ROUNDS = 5;

  private final SparkSession spark;
  private final Path folder;

  private LayoutBenchmark(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /**
   * A layout.
   *
   * @param name for people
   * @param clause of the table's making
   * @param properties of the table
   * @param optimized whether it is compacted before it is measured
   */
  private record Layout(String name, String clause, String properties, boolean optimized) {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("codestrata-layout");
    try (SparkSession spark =
        Sessions.open(
            ConfigReader.read(Optional.empty(), Map.of(), Map.of("data", folder.toString())))) {
      LayoutBenchmark benchmark = new LayoutBenchmark(spark, folder);
      System.out.printf(
          Locale.ROOT,
          "%,d repositories of %d files, landed in %d commits; medians of %d%n%n",
          REPOSITORIES,
          FILES,
          COMMITS,
          ROUNDS);
      System.out.println(
          "| layout | data files | change a file: s | MB rewritten | read a repository: s |"
              + " land a new one: s |");
      System.out.println("| --- | --- | --- | --- | --- | --- |");
      String plain = "delta.enableChangeDataFeed = true";
      String vectors = plain + ", delta.enableDeletionVectors = true";
      for (Layout layout :
          List.of(
              new Layout("as landed", "", plain, false),
              new Layout("compacted", "", plain, true),
              new Layout("compacted, deletion vectors", "", vectors, true),
              new Layout("clustered by repository", "CLUSTER BY (repository)", plain, true),
              new Layout("clustered, deletion vectors", "CLUSTER BY (repository)", vectors, true),
              new Layout(
                  "partitioned by repository", "PARTITIONED BY (repository)", plain, false))) {
        benchmark.measure(layout);
      }
    } finally {
      delete(folder);
    }
  }

  private void measure(Layout layout) throws Exception {
    Path table = folder.resolve("t" + System.nanoTime());
    String columns = rows(0, 1).schema().toDDL();
    spark.sql(
        "CREATE TABLE delta.`%s` (%s) USING delta %s TBLPROPERTIES (%s)"
            .formatted(table, columns, layout.clause(), layout.properties()));
    int each = REPOSITORIES / COMMITS;
    for (int commit = 0; commit < COMMITS; commit++) {
      append(table, rows(commit * each, (commit + 1) * each));
    }
    if (layout.optimized()) {
      spark.sql("OPTIMIZE delta.`%s`".formatted(table));
    }
    long files = spark.sql("DESCRIBE DETAIL delta.`%s`".formatted(table)).head().getAs("numFiles");
    List<Double> rewritten = new ArrayList<>();
    double change =
        median(
            round -> {
              long before = bytes(table);
              double seconds = seconds(() -> change(table, 7 * round + 3));
              rewritten.add((bytes(table) - before) / 1e6);
              return seconds;
            });
    double read =
        median(
            round ->
                seconds(
                    () ->
                        spark
                            .read()
                            .format("delta")
                            .load(table.toString())
                            .where(col("repository").equalTo(repository(11 * round)))
                            .collectAsList()));
    double land =
        median(
            round ->
                seconds(
                    () -> {
                      append(table, rows(REPOSITORIES + round, REPOSITORIES + round + 1));
                      return null;
                    }));
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d | %.2f | %.2f | %.2f | %.2f |%n",
        layout.name(),
        files,
        change,
        rewritten.stream().sorted().toList().get(ROUNDS / 2),
        read,
        land);
    delete(table);
  }

  /** As {@link FilesTable#apply} does it. */
  private Object change(Path table, int repository) {
    Dataset<Row> one =
        rows(repository, repository + 1).limit(1).withColumn("content_hash", lit("changed"));
    DeltaTable.forPath(spark, table.toString())
        .as("t")
        .merge(
            one.as("s"),
            "t.repository IN ('"
                + repository(repository)
                + "') AND t.repository = s.repository AND t.path = s.path")
        .whenMatched()
        .updateAll()
        .whenNotMatched()
        .insertAll()
        .execute();
    return table;
  }

  private void append(Path table, Dataset<Row> rows) {
    rows.coalesce(2).write().format("delta").mode("append").save(table.toString());
  }

  /** Rows like those of {@code files}, of these repositories. */
  private Dataset<Row> rows(int from, int to) {
    return spark
        .range((long) from * FILES, (long) to * FILES)
        .select(
            concat(lit("repository-"), lpad("id DIV " + FILES)).as("repository"),
            concat(lit("src/main/folder/"), sha1(col("id").cast("string").cast("binary")))
                .as("path"),
            lit("100644").as("mode"),
            sha1(concat(lit("content"), col("id").cast("string")).cast("binary"))
                .as("content_hash"),
            lit("java").as("language"),
            lit("syntax4-512-0a1b2c3d").as("chunking"),
            lit("voyage/voyage-code-3/1024/float").as("model"),
            col("id").as("size"),
            lit("indexed").as("status"),
            lit("").as("reason"),
            lit(4).as("chunks"));
  }

  private static org.apache.spark.sql.Column lpad(String number) {
    return org.apache.spark.sql.functions.lpad(
        org.apache.spark.sql.functions.expr(number).cast("string"), 5, "0");
  }

  private static String repository(int number) {
    return "repository-%05d".formatted(number);
  }

  /** A measurement of a round, from 1. */
  private interface Measured {
    double seconds(int round) throws Exception;
  }

  /** One round goes before those that count. */
  private static double median(Measured measured) throws Exception {
    List<Double> all = new ArrayList<>();
    measured.seconds(0);
    for (int round = 1; round <= ROUNDS; round++) {
      all.add(measured.seconds(round));
    }
    return all.stream().sorted().toList().get(ROUNDS / 2);
  }

  private static double seconds(Callable<?> work) throws Exception {
    long start = System.nanoTime();
    work.call();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Of data and change feed. */
  private static long bytes(Path table) throws IOException {
    try (Stream<Path> files = Files.walk(table)) {
      long sum = 0;
      for (Path file : files.filter(path -> path.toString().endsWith(".parquet")).toList()) {
        sum += file.toString().contains("_delta_log") ? 0 : Files.size(file);
      }
      return sum;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
