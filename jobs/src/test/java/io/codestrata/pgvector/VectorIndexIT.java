package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Many embeddings: their index comes and goes, and finds what reading all of them would find. */
class VectorIndexIT {
  private static final int DIMENSION = 256;
  private static final int VECTORS = 4_000;
  private static final int QUERIES = 50;
  private static final String MODEL = "made-up's/256/float";
  private static final VectorIndexes.Settings SETTINGS = new VectorIndexes.Settings(100, 256 << 20);
  private static final SearchScope OTHERS =
      new SearchScope(Optional.empty(), Optional.empty(), false, Optional.of("python"));

  /** So few that the signs of all their chunks are read. */
  private static final SearchScope FEW =
      new SearchScope(Optional.empty(), Optional.empty(), false, Optional.of("java"));

  private final List<FileRow> files = new ArrayList<>();
  private final VectorMixture mixture = new VectorMixture(DIMENSION, 40, 7);

  @Test
  void indexFindsWhatAScanFindsWithFiltersAndLeavesWithItsModel() throws Exception {
    PgTarget target = PgFixture.migratedDatabase();
    try (Connection connection = target.connect()) {
      PgVectorSink.beginRun(connection);
      load(target);
      publish(connection, Publication.NO_CHECKPOINT, MODEL, files);
      List<float[]> queries = new ArrayList<>();
      for (int i = 0; i < QUERIES; i++) {
        queries.add(mixture.next());
      }
      List<List<String>> exact = answers(connection, queries, SearchScope.EVERYWHERE, false);
      List<List<String>> exactOfPython = answers(connection, queries, OTHERS, false);
      List<List<String>> exactOfJava = answers(connection, queries, FEW, false);

      Watched few = new Watched();
      new VectorIndexes(target, connection)
          .keep(MODEL, new VectorIndexes.Settings(VECTORS + 1, 256 << 20), few);
      assertThat(few.begun).as("below the bound nothing is built").isZero();
      Watched watched = new Watched();
      assertThat(new VectorIndexes(target, connection).keep(MODEL, SETTINGS, watched)).isEmpty();

      assertThat(watched.begun).isEqualTo(VECTORS);
      assertThat(watched.ended).isTrue();
      assertThat(recall(exact, answers(connection, queries, SearchScope.EVERYWHERE, true)))
          .isGreaterThanOrEqualTo(0.95);
      assertThat(recall(exactOfPython, answers(connection, queries, OTHERS, true)))
          .as("filtered")
          .isGreaterThanOrEqualTo(0.95);
      assertThat(recall(exactOfJava, answers(connection, queries, FEW, false)))
          .as("of few")
          .isGreaterThanOrEqualTo(0.95);

      load(target);
      assertThat(new VectorIndexes(target, connection).keep(MODEL, SETTINGS, new Watched()))
          .isEmpty();
      assertThat(VectorIndex.isUsable(connection, MODEL)).isTrue();
      publish(
          connection,
          0,
          IndexRows.MODEL,
          files.stream().map(file -> of(file, IndexRows.MODEL)).toList());
      new VectorIndexes(target, connection).keep(IndexRows.MODEL, SETTINGS, new Watched());
      assertThat(VectorIndex.isUsable(connection, MODEL)).isFalse();
      assertThat(IndexRows.rows(connection, "embedding")).isEmpty();
    }
  }

  private static final class Watched implements VectorIndexes.Watch {
    private long begun;
    private boolean ended;

    @Override
    public void begin(long vectors) {
      begun = vectors;
    }

    @Override
    public void reached(long vectors) {
      assertThat(vectors).isBetween(0L, begun);
    }

    @Override
    public void end() {
      ended = true;
    }
  }

  /** A chunk a file; two of three are of the one language, so that neither is few. */
  private void load(PgTarget target) throws Exception {
    List<ContentChunk> chunks = new ArrayList<>();
    List<ChunkVector> vectors = new ArrayList<>();
    files.clear();
    for (int i = 0; i < VECTORS; i++) {
      ContentChunk java = IndexRows.chunk("text " + i, "");
      String language = i % 3 == 0 ? "java" : "python";
      chunks.add(
          new ContentChunk(
              java.contentHash(), language, java.chunking(), java.chunkHash(), java.chunk()));
      vectors.add(new ChunkVector(java.chunkHash(), MODEL, mixture.next()));
      files.add(
          new FileRow(
              "acme/app", "f" + i, java.contentHash(), language, java.chunking(), MODEL, 1));
    }
    PgVectorSink.loadChunks(target, chunks.iterator());
    PgVectorSink.loadEmbeddings(target, vectors.iterator());
  }

  private static FileRow of(FileRow file, String model) {
    return new FileRow(
        file.repository(),
        file.path(),
        file.contentHash(),
        file.language(),
        file.chunking(),
        model,
        file.size());
  }

  private static void publish(Connection connection, long from, String model, List<FileRow> files)
      throws Exception {
    PgVectorSink.publish(
        connection,
        new Publication(
            IndexRows.GENERATION,
            from,
            from + 1,
            model,
            IndexRows.CHUNKING,
            false,
            files.iterator(),
            List.<FileKey>of().iterator(),
            List.of(IndexRows.repository("acme/app")),
            List.of()));
  }

  /** The first ten each, after checking whether the index gave them. */
  private static List<List<String>> answers(
      Connection connection, List<float[]> queries, SearchScope scope, boolean byIndex)
      throws Exception {
    return Transactions.run(
        connection,
        c -> {
          try (Statement statement = c.createStatement()) {
            statement.execute("SET LOCAL plan_cache_mode = force_custom_plan");
            FileFilter filter = FileFilter.of(c, scope, MODEL, FileRelation.PUBLISHED);
            List<List<String>> answers = new ArrayList<>();
            long before = scans(statement);
            for (float[] query : queries) {
              answers.add(
                  new VectorQuery(c, MODEL, query, HybridSearch.OVERSAMPLING)
                      .best(filter, 50)
                      .subList(0, 10));
            }
            assertThat(scans(statement) - before >= queries.size())
                .as("the index is used")
                .isEqualTo(byIndex);
            return answers;
          }
        });
  }

  /** Of the index, by this session, as far as it has not told others. */
  private static long scans(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT coalesce(sum(pg_stat_get_xact_numscans(oid)), 0) FROM pg_class WHERE relname = '"
                + VectorIndex.name(MODEL)
                + "'")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static double recall(List<List<String>> expected, List<List<String>> found) {
    long common = 0;
    for (int i = 0; i < expected.size(); i++) {
      Set<String> wanted = new HashSet<>(expected.get(i));
      common += found.get(i).stream().filter(wanted::contains).count();
    }
    return common / (10.0 * expected.size());
  }
}
