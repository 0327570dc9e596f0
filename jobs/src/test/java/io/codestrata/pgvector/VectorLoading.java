package io.codestrata.pgvector;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.postgresql.PGConnection;

/**
 * The benchmark's first part: the sink's loader against COPY, the same rows into the same table.
 */
record VectorLoading(PgTarget target, VectorFile vectors, String model) {
  private static final String RAW =
      "COPY codestrata.embedding (chunk_hash, model, embedding) FROM STDIN (FORMAT binary)";

  /** Loads in each way, some times each, and leaves the rows. */
  void measure(Connection connection) throws Exception {
    Path raw = vectors.copyFile(model);
    VectorBenchmark.print("%n| load | s | rows/s | of raw |%n| --- | --- | --- | --- |%n");
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    List<Double> two = new ArrayList<>();
    for (int round = 0; round < (vectors.count() > 500_000 ? 1 : 3); round++) {
      VectorBenchmark.execute(connection, "TRUNCATE codestrata.embedding");
      VectorBenchmark.execute(connection, "CHECKPOINT");
      theirs.add(
          VectorBenchmark.seconds(
              () -> {
                try (var in = Files.newInputStream(raw)) {
                  connection.unwrap(PGConnection.class).getCopyAPI().copyIn(RAW, in, 1 << 16);
                }
              }));
      VectorBenchmark.execute(connection, "TRUNCATE codestrata.embedding");
      VectorBenchmark.execute(connection, "CHECKPOINT");
      two.add(VectorBenchmark.seconds(this::loadByTwo));
      VectorBenchmark.execute(connection, "TRUNCATE codestrata.embedding");
      VectorBenchmark.execute(connection, "CHECKPOINT");
      ours.add(
          VectorBenchmark.seconds(
              () -> PgVectorSink.loadEmbeddings(target, vectors.rows(model, 0, 1))));
    }
    Files.delete(raw);
    double reference = median(theirs);
    VectorBenchmark.print(
        "| raw COPY BINARY, one statement | %.1f | %,.0f | |%n", reference, rate(reference));
    double own = median(ours);
    VectorBenchmark.print(
        "| the sink's loader | %.1f | %,.0f | %.2f |%n", own, rate(own), reference / own);
    double both = median(two);
    VectorBenchmark.print(
        "| two of them at once | %.1f | %,.0f | %.2f |%n", both, rate(both), reference / both);
  }

  private void loadByTwo() throws Exception {
    FutureTask<Long> half =
        new FutureTask<>(() -> PgVectorSink.loadEmbeddings(target, vectors.rows(model, 1, 2)));
    new Thread(half).start();
    PgVectorSink.loadEmbeddings(target, vectors.rows(model, 0, 2));
    half.get();
  }

  private double rate(double seconds) {
    return vectors.count() / seconds;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
