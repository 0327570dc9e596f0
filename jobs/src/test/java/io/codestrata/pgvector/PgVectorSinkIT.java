package io.codestrata.pgvector;

import static io.codestrata.pgvector.IndexRows.GENERATION;
import static io.codestrata.pgvector.IndexRows.chunk;
import static io.codestrata.pgvector.IndexRows.file;
import static io.codestrata.pgvector.IndexRows.load;
import static io.codestrata.pgvector.IndexRows.publication;
import static io.codestrata.pgvector.IndexRows.rows;
import static io.codestrata.pgvector.IndexRows.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.chunk.Chunk;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgVectorSinkIT {
  private static final long NONE = Publication.NO_CHECKPOINT;
  private PgTarget target;
  private Connection connection;

  @BeforeEach
  void open() throws Exception {
    target = PgFixture.migratedDatabase();
    connection = target.connect();
    PgVectorSink.beginRun(connection);
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
  }

  @Test
  void runThatDiedBeforePublishingConvergesWhenRunAgain() throws Exception {
    load(connection, "one", "two");
    assertThat(rows(connection, "file")).isEmpty();
    assertThat(PgVectorSink.checkpoint(connection, GENERATION)).isEmpty();
    connection.close();

    connection = target.connect();
    PgVectorSink.beginRun(connection);
    load(connection, "one", "two", "three");
    publishAll(connection);
    PgTarget undisturbed = PgFixture.migratedDatabase();
    try (Connection other = undisturbed.connect()) {
      PgVectorSink.beginRun(other);
      load(other, "one", "two", "three");
      publishAll(other);
      for (String table : List.of("chunk", "embedding", "file")) {
        assertThat(rows(connection, table)).isEqualTo(rows(other, table));
      }
    }
    assertThat(PgVectorSink.checkpoint(connection, GENERATION))
        .hasValueSatisfying(point -> assertThat(point.tableVersion()).isZero());
  }

  @Test
  void whatADeadRunLoadedLeavesWithTheNextPublicationUnlessThatNeedsIt() throws Exception {
    PgVectorSink.announce(
        connection,
        List.of(file("acme/app", "a", "one"), file("acme/app", "b", "lost")).iterator());
    load(connection, "one", "lost");
    connection.close();

    connection = target.connect();
    awaitAlone();
    PgVectorSink.beginRun(connection);
    PublishResult result =
        PgVectorSink.publish(
            connection, publication(NONE, List.of(file("acme/app", "a", "one")), List.of()));
    assertThat(result).isEqualTo(new PublishResult(1, 0, 1, 1, 0, true));
    assertThat(rows(connection, "chunk")).singleElement().asString().contains("one");
    assertThat(rows(connection, "released")).isEmpty();
  }

  @Test
  void loadedTwiceIsStoredOnce() throws Exception {
    ContentChunk known = chunk("known", "f");
    assertThat(PgVectorSink.loadChunks(connection, List.of(known, known).iterator())).isEqualTo(1);
    List<ContentChunk> mixed = new ArrayList<>(List.of(known));
    for (int i = 0; i < 5_000; i++) {
      mixed.add(chunk("new " + i, ""));
    }
    assertThat(PgVectorSink.loadChunks(connection, mixed.iterator())).isEqualTo(5_000);
    assertThat(PgVectorSink.loadChunks(connection, mixed.iterator())).isZero();
  }

  @Test
  void removedFileLeavesWithItsContentUnlessAnotherHasIt() throws Exception {
    load(connection, "one", "two");
    PgVectorSink.publish(
        connection,
        publication(
            NONE,
            List.of(
                file("acme/app", "a", "one"),
                file("acme/app", "b", "two"),
                file("acme/app", "c", "two")),
            List.of()));
    PublishResult result =
        PgVectorSink.publish(
            connection,
            publication(
                0, List.of(), List.of(new FileKey("acme/app", "a"), new FileKey("acme/app", "b"))));
    assertThat(result).isEqualTo(new PublishResult(0, 2, 1, 1, 0, true));
    assertThat(rows(connection, "file")).hasSize(1);
    assertThat(rows(connection, "released")).isEmpty();
  }

  @Test
  void changedFilePointsToItsNewContent() throws Exception {
    load(connection, "old", "same");
    PgVectorSink.publish(
        connection,
        publication(
            NONE, List.of(file("acme/app", "a", "old"), file("acme/app", "b", "same")), List.of()));
    load(connection, "new");
    PublishResult result =
        PgVectorSink.publish(
            connection,
            publication(
                0,
                List.of(file("acme/app", "a", "new"), file("acme/app", "b", "same")),
                List.of()));
    assertThat(result).isEqualTo(new PublishResult(1, 0, 1, 1, 0, true));
    assertThat(rows(connection, "chunk")).noneMatch(row -> row.contains("old"));
  }

  @Test
  void fullSnapshotRemovesWhatItDoesNotHoldAndWhatDeadRunsLeft() throws Exception {
    load(connection, "gone", "kept", "orphan");
    PgVectorSink.publish(
        connection,
        publication(
            NONE,
            List.of(file("acme/app", "gone", "gone"), file("acme/app", "kept", "kept")),
            List.of()));
    PgVectorSink.publish(
        connection,
        publication(
            0,
            5,
            true,
            List.of(file("acme/app", "kept", "kept")).iterator(),
            Collections.emptyIterator()));
    assertThat(rows(connection, "file")).hasSize(1);
    assertThat(rows(connection, "chunk")).hasSize(1);
    assertThat(rows(connection, "embedding")).hasSize(1);
  }

  @Test
  void oldModelsEmbeddingsLeaveWithTheChange() throws Exception {
    load(connection, "text");
    PgVectorSink.publish(
        connection, publication(NONE, List.of(file("acme/app", "a", "text")), List.of()));
    String hash = chunk("text", "").chunkHash();
    PgVectorSink.loadEmbeddings(
        connection, List.of(new ChunkVector(hash, "other/2/float", new float[] {1, 2})).iterator());
    FileRow row = file("acme/app", "a", "text");
    FileRow changed =
        new FileRow(
            row.repository(),
            row.path(),
            row.contentHash(),
            row.language(),
            row.chunking(),
            "other/2/float",
            row.size());
    PublishResult result =
        PgVectorSink.publish(connection, publication(0, List.of(changed), List.of()));
    assertThat(result.embeddingsDeleted()).isEqualTo(1);
    assertThat(rows(connection, "embedding")).singleElement().asString().contains("other/2/float");
  }

  @Test
  void anotherRunsPublicationMeanwhileIsNoticed() throws Exception {
    publishAll(connection);
    assertThatThrownBy(() -> publishAll(connection))
        .isInstanceOf(PgException.class)
        .hasMessageContaining("from version -1 to 0 meanwhile (run again; nothing was changed)");
  }

  @Test
  void contentsThatAnotherRunCountsOnAreNotCollected() throws Exception {
    load(connection, "shared");
    PgVectorSink.publish(
        connection, publication(NONE, List.of(file("acme/app", "a", "shared")), List.of()));
    Publication removal = publication(0, List.of(), List.of(new FileKey("acme/app", "a")));
    try (Connection other = target.connect()) {
      PgVectorSink.beginRun(other);
      assertThat(PgVectorSink.loadChunks(other, List.of(chunk("shared", "")).iterator())).isZero();
      PublishResult result = PgVectorSink.publish(connection, removal);
      assertThat(result.collected()).isFalse();
      assertThat(result.chunksDeleted()).isZero();
      PgVectorSink.publish(
          other, publication(1, List.of(file("acme/app", "b", "shared")), List.of()));
    }
    PublishResult next = PgVectorSink.publish(connection, publication(2, List.of(), List.of()));
    assertThat(next.collected()).isTrue();
    assertThat(rows(connection, "chunk")).hasSize(1);
    assertThat(rows(connection, "embedding")).hasSize(1);
  }

  @Test
  void publicationWithoutProtectionIsRefused() throws Exception {
    try (Connection other = target.connect()) {
      assertThatThrownBy(() -> publishAll(other)).hasMessageContaining("was lost");
    }
  }

  @Test
  void contentLoadedInPartIsNotPublished() throws Exception {
    ContentChunk first = chunk("one", "");
    Chunk later = new Chunk(1, "x", "method", "", "", 0, 1, 1, 1, 1, "", List.of(), List.of());
    PgVectorSink.loadChunks(
        connection,
        List.of(new ContentChunk(first.contentHash(), "java", IndexRows.CHUNKING, "hash", later))
            .iterator());
    assertThatThrownBy(() -> publishAll(connection))
        .hasMessageContaining("only some chunks of acme/app one were loaded");
    assertThat(rows(connection, "file")).isEmpty();
  }

  @Test
  void nulAndOtherOddTextIsStored() throws Exception {
    String odd = "a\0b \\ ' \" \t\r\n \uD83D\uDE00 \uD800 \u200B";
    ContentChunk chunk = chunk(odd, "sym\0bol");
    PgVectorSink.loadChunks(connection, List.of(chunk).iterator());
    PgVectorSink.loadEmbeddings(connection, List.of(vector(chunk)).iterator());
    PgVectorSink.publish(
        connection, publication(NONE, List.of(file("acme/app", "a", odd)), List.of()));
    assertThat(HybridSearch.search(connection, HybridSearchIT.query("", 5), vector(chunk).vector()))
        .singleElement()
        .satisfies(
            hit -> assertThat(hit.text()).startsWith("a\uFFFDb \\ ' \" \t\r\n \uD83D\uDE00"));
  }

  @Test
  void loadersOfTheSameRowsDoNotBlockEachOther() throws Exception {
    List<ContentChunk> chunks = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      chunks.add(chunk("text " + i, ""));
    }
    List<CompletableFuture<Long>> loaders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<ContentChunk> shuffled = new ArrayList<>(chunks);
      Collections.shuffle(shuffled, new Random(i));
      loaders.add(CompletableFuture.supplyAsync(() -> loadAlone(shuffled)));
    }
    long inserted = 0;
    for (CompletableFuture<Long> loader : loaders) {
      inserted += loader.get(60, TimeUnit.SECONDS);
    }
    assertThat(inserted).isEqualTo(6_000);
  }

  private long loadAlone(List<ContentChunk> chunks) {
    try (Connection own = target.connect()) {
      return PgVectorSink.loadChunks(own, chunks.iterator());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void publishAll(Connection connection) throws PgException {
    PgVectorSink.publish(
        connection,
        publication(
            NONE,
            List.of(
                file("acme/app", "one", "one"),
                file("acme/app", "two", "two"),
                file("acme/app", "three", "three")),
            List.of()));
  }

  /** A server takes a moment to let go of what a closed connection held. */
  private void awaitAlone() throws Exception {
    try (Statement statement = connection.createStatement()) {
      while (true) {
        try (ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")) {
          row.next();
          if (row.getInt(1) == 1) {
            return;
          }
        }
        Thread.sleep(20);
      }
    }
  }
}
