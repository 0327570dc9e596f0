package io.codestrata.sql;

import io.codestrata.chunk.GuardedChunker;
import io.codestrata.chunk.ParseJournal;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.language.LanguageDetector;
import io.codestrata.merkle.ContentHash;
import io.codestrata.vector.Quantizer;
import io.codestrata.vector.Similarity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The SQL functions on one core against a plain Java loop over the same values, both in memory.
 * Prints a Markdown table. Run by {@code jobs/bench/sql.sh}.
 */
public final class SqlBenchmark {
  private static final int VECTORS = 20_000;
  private static final int DIMENSION = 1_024;
  private static final int REPEATS = 5;

  /** Passes over the values of a round, so that what a query costs by itself counts for little. */
  private static final int PASSES = 8;

  private static final int ROUNDS = 7;

  private record SourceFile(String path, String text) {}

  private record Pair(float[] a, float[] b) {}

  private final SparkSession spark;

  private SqlBenchmark(SparkSession spark) {
    this.spark = spark;
  }

  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.extensions", CodestrataExtensions.class.getName())
            .getOrCreate()) {
      System.out.println("| function | rows | Java loop, rows/s | SQL, rows/s | ratio |");
      System.out.println("| --- | --- | --- | --- | --- |");
      new SqlBenchmark(spark).run(Path.of(arguments[0]));
    }
  }

  private void run(Path folder) throws IOException {
    List<SourceFile> files = files(folder);
    Dataset<Row> texts = texts(files);
    LanguageDetector detector = LanguageDetector.shared();
    TokenEstimate tokens = new TokenEstimate();
    GuardedChunker chunker =
        new GuardedChunker(List.of(), tokens, 512, ParseJournal.NONE, language -> false);
    row(
        "detect_language",
        texts,
        "sum(length(detect_language(path, text)))",
        files,
        file -> detector.detect(file.path(), bytes(file)).length());
    row(
        "content_hash",
        texts,
        "sum(length(content_hash(text)))",
        files,
        file -> ContentHash.ofFile(bytes(file)).length());
    row(
        "token_count",
        texts,
        "sum(token_count(text))",
        files,
        file -> tokens.count(bytes(file), 0, bytes(file).length));
    row(
        "chunk_code",
        texts,
        "sum(size(chunk_code(text, 'java')))",
        files,
        file ->
            chunker
                .cut(new ParseJournal.Parse("", file.path(), "java"), bytes(file))
                .chunks()
                .size());
    List<Pair> pairs = pairs();
    Dataset<Row> vectors = vectors(pairs);
    row(
        "cosine_similarity",
        vectors,
        "sum(cosine_similarity(a, b))",
        pairs,
        pair -> Similarity.cosine(pair.a(), pair.b()));
    row(
        "quantize_binary",
        vectors,
        "sum(length(quantize_binary(a)))",
        pairs,
        pair -> Quantizer.bits(pair.a()).length);
    row(
        "hamming_distance of both",
        vectors,
        "sum(hamming_distance(quantize_binary(a), quantize_binary(b)))",
        pairs,
        pair -> Similarity.hamming(Quantizer.bits(pair.a()), Quantizer.bits(pair.b())));
  }

  private static byte[] bytes(SourceFile file) {
    return file.text().getBytes(StandardCharsets.UTF_8);
  }

  private <T> void row(
      String name, Dataset<Row> rows, String query, List<T> values, ToDoubleFunction<T> loop) {
    double java = seconds(() -> passes(values, loop));
    double sql = seconds(() -> ((Number) rows.selectExpr(query).first().get(0)).doubleValue());
    System.out.printf(
        Locale.ROOT,
        "| `%s` | %,d | %,.0f | %,.0f | %.2f |%n",
        name,
        PASSES * values.size(),
        PASSES * values.size() / java,
        PASSES * values.size() / sql,
        java / sql);
  }

  private static <T> double passes(List<T> values, ToDoubleFunction<T> loop) {
    double sum = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      sum += values.stream().mapToDouble(loop).sum();
    }
    return sum;
  }

  /** Median, after the first rounds. */
  private static double seconds(java.util.function.DoubleSupplier work) {
    List<Double> rounds = new ArrayList<>();
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      sum += work.getAsDouble();
      rounds.add((System.nanoTime() - start) / 1e9);
    }
    if (Double.isNaN(sum)) {
      throw new IllegalStateException("no result");
    }
    return rounds.subList(2, ROUNDS).stream().sorted().toList().get((ROUNDS - 2) / 2);
  }

  private static List<SourceFile> files(Path folder) throws IOException {
    List<SourceFile> files = new ArrayList<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
        for (int i = 0; i < REPEATS; i++) {
          files.add(new SourceFile(folder.relativize(file).toString(), Files.readString(file)));
        }
      }
    }
    return files;
  }

  private Dataset<Row> texts(List<SourceFile> files) {
    return held(
        files.stream().map(file -> RowFactory.create(file.path(), file.text())).toList(),
        new StructType().add("path", DataTypes.StringType).add("text", DataTypes.StringType));
  }

  private static List<Pair> pairs() {
    Random random = new Random(7);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < VECTORS; i++) {
      pairs.add(new Pair(vector(random), vector(random)));
    }
    return pairs;
  }

  private static float[] vector(Random random) {
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return vector;
  }

  private Dataset<Row> vectors(List<Pair> pairs) {
    var vector = DataTypes.createArrayType(DataTypes.FloatType, false);
    return held(
        pairs.stream().map(pair -> RowFactory.create(pair.a(), pair.b())).toList(),
        new StructType().add("a", vector).add("b", vector));
  }

  /** As a stage finds its rows in memory. */
  private Dataset<Row> held(List<Row> rows, StructType schema) {
    Dataset<Row> once = spark.createDataFrame(rows, schema).repartition(1).localCheckpoint();
    Dataset<Row> all = once;
    for (int pass = 1; pass < PASSES; pass++) {
      all = all.union(once);
    }
    return all;
  }
}
