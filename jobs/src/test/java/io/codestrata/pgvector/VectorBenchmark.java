package io.codestrata.pgvector;

import io.codestrata.merkle.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.postgresql.PGConnection;

/**
 * What a large index costs on a private server as the program makes it: loading, building, asking.
 * Prints Markdown tables. Run by {@code jobs/bench/vectors.sh}.
 */
public final class VectorBenchmark {
  private static final int DIMENSION = 1_024;
  private static final int QUERIES = 200;
  private static final int CHUNKS_A_FILE = 8;
  private static final int REPOSITORIES = 100;
  private static final String MODEL = "bench/1024/float";

  private final PgTarget target;
  private final VectorFile vectors;
  private final List<float[]> queries;
  private final List<List<String>> nearest;

  private VectorBenchmark(PgTarget target, VectorFile vectors, VectorFile.Truth truth) {
    this.target = target;
    this.vectors = vectors;
    this.queries = truth.queries();
    this.nearest = truth.nearest();
  }

  /** Arguments: vectors, kinds of indexes to build, comma-separated, seed. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    List<String> kinds = List.of(arguments[1].split(","));
    long seed = Long.parseLong(arguments[2]);
    Path folder = Files.createTempDirectory("codestrata-vectors");
    PrivateServer server = new PrivateServer(folder, PgFixture.cache());
    try {
      print("%,d vectors of %d dimensions, seed %d%n", count, DIMENSION, seed);
      VectorFile vectors = new VectorFile(folder.resolve("vectors"), count, DIMENSION);
      VectorFile.Truth truth = vectors.make(seed, QUERIES);
      PgTarget target = server.start(0);
      new VectorBenchmark(target, vectors, truth).run(kinds);
    } finally {
      server.stop();
      ServerBinaries.delete(folder);
    }
  }

  private void run(List<String> kinds) throws Exception {
    try (Connection connection = target.connect()) {
      Migrations.apply(connection);
      new VectorLoading(target, vectors, MODEL).measure(connection);
      publish(connection);
      execute(connection, "VACUUM ANALYZE");
      print("%n| index | s to build | MB |%n| --- | --- | --- |%n");
      for (String kind : kinds) {
        build(connection, kind);
      }
      print(
          "%n| search | recall@10 | p50 ms | p95 ms | p99 ms | server's processor ms |%n"
              + "| --- | --- | --- | --- | --- | --- |%n");
      for (int oversampling : new int[] {5, 10, 20, 40}) {
        ask(
            "10 wanted, " + oversampling + " times as many from the index",
            1,
            new Way(oversampling, 10, SearchScope.EVERYWHERE, QUERIES));
      }
      ask("as the program asks: 50 wanted", 1, usual(SearchScope.EVERYWHERE));
      ask("the same, 8 clients", 8, usual(SearchScope.EVERYWHERE));
      ask("one language of two", 1, usual(scope(Optional.empty(), Optional.of("go"))));
      ask("one repository of 100", 1, usual(scope(Optional.of("r1"), Optional.empty())));
      drop(connection);
      ask("no index", 1, new Way(1, 50, SearchScope.EVERYWHERE, 10));
    }
  }

  private static SearchScope scope(Optional<String> repository, Optional<String> language) {
    return new SearchScope(repository, Optional.empty(), false, language);
  }

  /** Files and chunks for the embeddings, so that they may be found. */
  private static void publish(Connection connection) throws SQLException {
    execute(
        connection,
        "INSERT INTO codestrata.chunk SELECT md5((n / "
            + CHUNKS_A_FILE
            + ")::text), CASE n / "
            + CHUNKS_A_FILE
            + " % 2 WHEN 0 THEN 'java' ELSE 'go' END, 'bench', n % "
            + CHUNKS_A_FILE
            + ", chunk_hash, 'method', '', '', 1, 1, 0, 1, 1, 'x', '' FROM (SELECT chunk_hash,"
            + " row_number() OVER () - 1 AS n FROM codestrata.embedding) e");
    execute(
        connection,
        "INSERT INTO codestrata.generation (lake, name, table_version, model, chunking, updated_at,"
            + " serving) VALUES ('bench', 'default', 0, '', '', now(), true)");
    execute(
        connection,
        "INSERT INTO codestrata.generation_file SELECT 'r' || (row_number() OVER () % "
            + REPOSITORIES
            + "), content_hash, content_hash, language, 'bench', '"
            + MODEL
            + "', 1, g.id FROM (SELECT DISTINCT content_hash, language FROM codestrata.chunk) c,"
            + " codestrata.generation g");
    execute(
        connection,
        "INSERT INTO codestrata.generation_repository SELECT DISTINCT repository, 'bench', '', '', '',"
            + " now(), true, '', generation FROM codestrata.generation_file");
  }

  private void build(Connection connection, String kind) throws Exception {
    if (kind.equals("bit")) {
      VectorIndexes.Settings settings = new VectorIndexes.Settings(1, 4L << 30);
      double seconds =
          seconds(() -> new VectorIndexes(target, connection).keep(MODEL, settings, new Quiet()));
      print("| bit | %.0f | %,.0f |%n", seconds, size(connection, VectorIndex.name(MODEL)));
      return;
    }
    execute(connection, "SET maintenance_work_mem = '6GB'");
    double seconds =
        seconds(
            () ->
                execute(
                    connection,
                    "CREATE INDEX other ON codestrata.embedding USING hnsw ((embedding::%s(%d))"
                            .formatted(kind, DIMENSION)
                        + " %s_cosine_ops)".formatted(kind)));
    print("| %s | %.0f | %,.0f |%n", kind, seconds, size(connection, "other"));
    execute(connection, "DROP INDEX codestrata.other");
  }

  private static void drop(Connection connection) throws SQLException {
    execute(connection, "DROP INDEX IF EXISTS codestrata." + VectorIndex.name(MODEL));
  }

  private record Quiet() implements VectorIndexes.Watch {
    @Override
    public void begin(long count) {}

    @Override
    public void reached(long count) {}

    @Override
    public void end() {}
  }

  /**
   * One way to ask.
   *
   * @param oversampling see {@link VectorQuery}
   * @param wanted candidates of which the first ten count
   * @param scope where
   * @param queries how many are asked, twice each: the first time warms up
   */
  private record Way(int oversampling, int wanted, SearchScope scope, int queries) {}

  private static Way usual(SearchScope scope) {
    return new Way(HybridSearch.OVERSAMPLING, 50, scope, QUERIES);
  }

  private void ask(String name, int clients, Way way) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(clients);
    try {
      List<Future<Asked>> asked = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        asked.add(pool.submit(() -> askAll(way)));
      }
      List<Double> millis = new ArrayList<>();
      double recall = 0;
      double processor = 0;
      for (Future<Asked> one : asked) {
        millis.addAll(one.get().millis());
        recall += one.get().recall() / clients;
        processor += one.get().processorMillis() / clients;
      }
      double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      ToDoubleFunction<Double> quantile = q -> sorted[(int) (q * (sorted.length - 1))];
      print(
          "| %s | %s | %.1f | %.1f | %.1f | %.1f |%n",
          name,
          way.scope().isNarrow() ? "" : String.format(Locale.ROOT, "%.4f", recall),
          quantile.applyAsDouble(0.5),
          quantile.applyAsDouble(0.95),
          quantile.applyAsDouble(0.99),
          processor);
    } finally {
      pool.shutdown();
    }
  }

  /** What one client saw, with the mean processor time of its server process for a question. */
  private record Asked(List<Double> millis, double recall, double processorMillis) {}

  private Asked askAll(Way way) throws Exception {
    List<Double> millis = new ArrayList<>();
    long common = 0;
    try (Connection connection = target.connect()) {
      int process = connection.unwrap(PGConnection.class).getBackendPID();
      long before = 0;
      for (int round = 0; round < 2; round++) {
        before = processorMillis(process);
        for (int i = 0; i < way.queries(); i++) {
          VectorQuery vector =
              new VectorQuery(connection, MODEL, queries.get(i), way.oversampling());
          long start = System.nanoTime();
          List<String> best = asProgramDoes(connection, vector, way);
          if (round == 1) {
            millis.add((System.nanoTime() - start) / 1e6);
            common += best.stream().limit(10).filter(nearest.get(i)::contains).count();
          }
        }
      }
      double processor = (double) (processorMillis(process) - before) / way.queries();
      return new Asked(millis, common / (10.0 * way.queries()), processor);
    }
  }

  /** User and system time as Linux counts it, in hundredths of a second. */
  private static long processorMillis(int process) throws IOException {
    String stat = Files.readString(Path.of("/proc", Integer.toString(process), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return 10 * (Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
  }

  private static List<String> asProgramDoes(Connection connection, VectorQuery vector, Way way)
      throws Exception {
    return Transactions.run(
        connection,
        c -> {
          execute(c, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
          execute(c, "SET LOCAL plan_cache_mode = force_custom_plan");
          return vector.best(
              FileFilter.of(c, way.scope(), MODEL, FileRelation.PUBLISHED), way.wanted());
        });
  }

  private static double size(Connection connection, String index) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT pg_relation_size('codestrata." + index + "')")) {
      row.next();
      return row.getLong(1) / 1e6;
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  interface Step {
    void run() throws Exception;
  }

  static double seconds(Step step) throws Exception {
    long start = System.nanoTime();
    step.run();
    return (System.nanoTime() - start) / 1e9;
  }

  static void print(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, format, arguments);
    System.out.flush();
  }

  static String hash(int row) {
    return ContentHash.ofText("vector " + row);
  }

  static String[] hashes(int[] rows) {
    return Arrays.stream(rows).mapToObj(VectorBenchmark::hash).toArray(String[]::new);
  }
}
