package io.codestrata.pgvector;

import io.codestrata.chunk.Chunk;
import io.codestrata.merkle.ContentHash;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** Builds rows of a small index for tests: a file's text is its only chunk. */
final class IndexRows {
  static final String MODEL = "fake/4/float";
  static final String CHUNKING = "test-1";
  static final GenerationKey GENERATION = new GenerationKey("lake", "default");

  private IndexRows() {}

  static ContentChunk chunk(String text, String symbol) {
    Chunk chunk =
        new Chunk(
            0,
            text,
            "method",
            symbol,
            symbol,
            0,
            text.length(),
            1,
            1,
            text.length() / 4,
            "",
            List.of(),
            List.of());
    return new ContentChunk(
        hash(text), "java", CHUNKING, ContentHash.ofText(chunk.embeddedText()), chunk);
  }

  static ChunkVector vector(ContentChunk chunk) {
    return new ChunkVector(chunk.chunkHash(), MODEL, embed(chunk.chunkHash().hashCode(), 4));
  }

  static FileRow file(String repository, String path, String text) {
    return new FileRow(repository, path, hash(text), "java", CHUNKING, MODEL, (long) text.length());
  }

  static float[] embed(long seed, int dimension) {
    Random random = new Random(seed);
    float[] vector = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  static RepositoryRow repository(String id) {
    return new RepositoryRow(
        id, "https://example.org/" + id, "main", "c0ffee", Instant.EPOCH, true, "");
  }

  static Publication publication(long from, List<FileRow> upserts, List<FileKey> deletes) {
    return publication(from, from + 1, false, upserts.iterator(), deletes.iterator());
  }

  static Publication publication(
      long from, long to, boolean full, Iterator<FileRow> upserts, Iterator<FileKey> deletes) {
    return new Publication(
        GENERATION,
        from,
        to,
        MODEL,
        CHUNKING,
        full,
        upserts,
        deletes,
        List.of(repository("acme/app")),
        List.of());
  }

  /** Loads the texts as contents with their embeddings. */
  static void load(Connection connection, String... texts) throws PgException {
    List<ContentChunk> chunks = new ArrayList<>();
    for (String text : texts) {
      chunks.add(chunk(text, ""));
    }
    PgVectorSink.loadChunks(connection, chunks.iterator());
    PgVectorSink.loadEmbeddings(connection, chunks.stream().map(IndexRows::vector).iterator());
  }

  /** All rows of a table but its times, in order: two databases are equal when these are. */
  static List<String> rows(Connection connection, String table) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT t::text FROM codestrata." + table + " t ORDER BY 1")) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  private static String hash(String text) {
    return ContentHash.ofFile(text.getBytes(StandardCharsets.UTF_8));
  }
}
