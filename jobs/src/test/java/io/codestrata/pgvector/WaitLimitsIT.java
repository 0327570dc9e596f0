package io.codestrata.pgvector;

import static io.codestrata.pgvector.IndexRows.CHUNKING;
import static io.codestrata.pgvector.IndexRows.GENERATION;
import static io.codestrata.pgvector.IndexRows.MODEL;
import static io.codestrata.pgvector.IndexRows.chunk;
import static io.codestrata.pgvector.IndexRows.file;
import static io.codestrata.pgvector.IndexRows.load;
import static io.codestrata.pgvector.IndexRows.repository;
import static io.codestrata.pgvector.IndexRows.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.AbstractList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Nobody waits for ever, with limits of a real server's sessions made short by the address. */
class WaitLimitsIT {
  private static final long NONE = Publication.NO_CHECKPOINT;
  private static final long SOON_MILLIS = 20;

  private PgTarget target;
  private Connection other;

  @BeforeEach
  void open() throws Exception {
    target = PgFixture.migratedDatabase();
    other = target.connect();
  }

  @AfterEach
  void close() throws Exception {
    other.close();
  }

  @Test
  void loaderGivesUpALockTriesAgainAndStoresAll() throws Exception {
    PgTarget hasty = limited("lock_timeout=500ms");
    hold("chunk");
    CompletableFuture<Long> loaded =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return PgVectorSink.loadChunks(hasty, List.of(chunk("one", "")).iterator());
              } catch (PgException e) {
                throw new IllegalStateException(e);
              }
            });
    awaitWaiter(true);
    awaitWaiter(false);
    other.rollback();

    assertThat(loaded.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(rows(other, "chunk")).hasSize(1);
  }

  @Test
  void batchThatTakesTooLongIsEndedAndToldOf() throws Exception {
    PgTarget hasty = limited("statement_timeout=200ms");
    hold("chunk");

    assertThatThrownBy(() -> PgVectorSink.loadChunks(hasty, List.of(chunk("one", "")).iterator()))
        .isInstanceOf(PgException.class)
        .hasMessageContaining("it took too long or was cancelled: run again");
  }

  @Test
  void publicationThatGetsNoLockChangesNothingAndSaysWhoToLookFor() throws Exception {
    try (Connection hasty = limited("lock_timeout=200ms").connect()) {
      PgVectorSink.beginRun(hasty);
      load(hasty, "one");
      hold("generation_file");

      assertThatThrownBy(() -> publish(hasty, List.of(file("acme/app", "a", "one")).iterator()))
          .isInstanceOf(PgException.class)
          .hasMessageContaining("another session holds what is needed: see pg_stat_activity");

      other.rollback();
      assertThat(rows(other, "file")).isEmpty();
      publish(hasty, List.of(file("acme/app", "a", "one")).iterator());
      assertThat(rows(other, "file")).hasSize(1);
    }
  }

  @Test
  void publicationWhoseProcessHangsIsEndedAndTheNextOneGoesOn() throws Exception {
    try (Connection hanging = limited("idle_in_transaction_session_timeout=200ms").connect();
        Connection next = target.connect()) {
      PgVectorSink.beginRun(hanging);
      load(hanging, "one");
      PgVectorSink.beginRun(next);
      List<FileRow> files = List.of(file("acme/app", "a", "one"));

      assertThatThrownBy(() -> publish(hanging, files.iterator(), hangingUntilEnded(hanging)))
          .isInstanceOf(PgException.class);

      assertThat(rows(other, "file")).isEmpty();
      publish(next, files.iterator());
      assertThat(rows(other, "file")).hasSize(1);
    }
  }

  @Test
  void limitsThatNobodySetAreOurs() throws Exception {
    try (Connection own = target.connect()) {
      WaitLimits.ofLoader(own);
      assertThat(answer(own, "SHOW lock_timeout")).isEqualTo("5min");
      assertThat(answer(own, "SHOW statement_timeout")).isEqualTo("10min");
    }
    try (Connection own = limited("lock_timeout=3s").connect()) {
      WaitLimits.ofLoader(own);
      assertThat(answer(own, "SHOW lock_timeout")).isEqualTo("3s");
    }
  }

  private PgTarget limited(String limit) {
    return new PgTarget(
        target.jdbcUrl()
            + "?options="
            + URLEncoder.encode("-c " + limit, StandardCharsets.UTF_8).replace("+", "%20"),
        target.user(),
        target.password());
  }

  private void hold(String table) throws SQLException {
    other.setAutoCommit(false);
    try (Statement statement = other.createStatement()) {
      statement.execute("LOCK TABLE codestrata." + table + " IN ACCESS EXCLUSIVE MODE");
    }
  }

  private static void publish(Connection connection, Iterator<FileRow> files) throws PgException {
    publish(connection, files, List.of(repository("acme/app")));
  }

  private static void publish(
      Connection connection, Iterator<FileRow> files, List<RepositoryRow> repositories)
      throws PgException {
    PgVectorSink.publish(
        connection,
        new Publication(
            GENERATION,
            NONE,
            0,
            MODEL,
            CHUNKING,
            false,
            files,
            Collections.emptyIterator(),
            repositories,
            List.of()));
  }

  /** Rows that come once the server has ended the session that waits for them. */
  private List<RepositoryRow> hangingUntilEnded(Connection session) throws SQLException {
    String lives =
        "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = "
            + session.unwrap(PGConnection.class).getBackendPID()
            + ")";
    return new AbstractList<>() {
      @Override
      public RepositoryRow get(int index) {
        try {
          await(other, lives, "f");
        } catch (SQLException | InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return repository("acme/app");
      }

      @Override
      public int size() {
        return 1;
      }
    };
  }

  /** Until some session waits for a lock, or none does. */
  private void awaitWaiter(boolean waits) throws Exception {
    try (Connection asking = target.connect()) {
      await(
          asking,
          "SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT"
              + " l.granted AND a.datname = current_database())",
          waits ? "t" : "f");
    }
  }

  private static void await(Connection connection, String query, String answer)
      throws SQLException, InterruptedException {
    while (!answer(connection, query).equals(answer)) {
      Thread.sleep(SOON_MILLIS);
    }
  }

  private static String answer(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }
}
