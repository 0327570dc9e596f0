package io.codestrata.pgvector;

import io.codestrata.chunk.Chunk;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Writes the index. A run's driver calls {@link #beginRun}; executors call the load methods over
 * connections of their own; the driver ends with {@link #publish}. Loaded rows are invisible until
 * a published file refers to them, so a run that dies before publishing has changed nothing, and
 * loading again what is there costs no error.
 *
 * <p>Collection against loading: a run may find a content present, load nothing, and publish a file
 * that refers to it, while another run's publication lets the last older file of that content go.
 * So {@link #beginRun} takes a shared advisory lock on the driver's connection, held until the
 * connection ends or {@link #endRun}; a publication deletes contents only when it gets that lock
 * alone, and otherwise writes them down for the next one ({@code codestrata.released}). A
 * publication over a connection without the lock is refused.
 */
public final class PgVectorSink {
  private static final BulkLoader<ContentChunk> CHUNKS =
      new BulkLoader<>(
          "codestrata.chunk",
          "content_hash, language, chunking, ordinal, chunk_hash, kind, symbol, breadcrumb,"
              + " start_line, end_line, start_byte, end_byte, tokens, text, lexemes",
          "content_hash, language, chunking, ordinal",
          15,
          row ->
              String.format(
                  "%s %s %s %010d",
                  row.contentHash(), row.language(), row.chunking(), row.chunk().ordinal()),
          PgVectorSink::write);

  private PgVectorSink() {}

  /**
   * Protects what this run loads from collection by other runs. Called on the connection that will
   * publish, before the first load; waits while a publication is committing.
   */
  public static void beginRun(Connection connection) throws PgException {
    try {
      if (!AdvisoryLock.CONTENTS.isHeldBy(connection)) {
        AdvisoryLock.CONTENTS.takeShared(connection);
      }
    } catch (SQLException e) {
      throw PgErrors.of("begin the run", e);
    }
  }

  /**
   * Undoes {@link #beginRun} on a connection that lives on; closing the connection does as well.
   */
  public static void endRun(Connection connection) throws PgException {
    try {
      AdvisoryLock.CONTENTS.releaseShared(connection);
    } catch (SQLException e) {
      throw PgErrors.of("end the run", e);
    }
  }

  /**
   * Stores chunks over a connection of its own, which is opened anew where it is lost; those
   * present stay as they are, since a content's chunks never change.
   *
   * @return rows that were not there before
   */
  public static long loadChunks(PgTarget target, Iterator<ContentChunk> chunks) throws PgException {
    try (LoaderConnection loader = LoaderConnection.to(target)) {
      return CHUNKS.load(loader, chunks);
    } catch (SQLException e) {
      throw PgErrors.of("load chunks", e);
    }
  }

  /** The same over a connection that the caller has, without a second try. */
  static long loadChunks(Connection connection, Iterator<ContentChunk> chunks) throws PgException {
    try {
      return CHUNKS.load(LoaderConnection.over(connection), chunks);
    } catch (SQLException e) {
      throw PgErrors.of("load chunks", e);
    }
  }

  /**
   * Stores embeddings in the same way; those present stay as they are.
   *
   * @return rows that were not there before
   */
  public static long loadEmbeddings(PgTarget target, Iterator<ChunkVector> vectors)
      throws PgException {
    try (LoaderConnection loader = LoaderConnection.to(target)) {
      return embeddings(loader.run(VectorStorage::read)).load(loader, vectors);
    } catch (SQLException e) {
      throw PgErrors.of("load embeddings", e);
    }
  }

  /** The same over a connection that the caller has, without a second try. */
  static long loadEmbeddings(Connection connection, Iterator<ChunkVector> vectors)
      throws PgException {
    try {
      return embeddings(VectorStorage.read(connection))
          .load(LoaderConnection.over(connection), vectors);
    } catch (SQLException e) {
      throw PgErrors.of("load embeddings", e);
    }
  }

  /**
   * Makes a run's result visible in one transaction; see {@link Publisher}.
   *
   * @throws PgException when another run published since {@code fromVersion}, contents are
   *     incomplete, or {@link #beginRun} was not called on this connection; nothing is changed then
   */
  public static PublishResult publish(Connection connection, Publication publication)
      throws PgException {
    try {
      return Transactions.run(connection, c -> new Publisher(c, publication).publish());
    } catch (SQLException e) {
      throw PgErrors.of("publish", e);
    }
  }

  /**
   * Writes down contents that are about to be loaded, on the connection of {@link #beginRun}: what
   * a run that dies has loaded is collected by the next publication that does not refer to it.
   *
   * @param files that will refer to them
   */
  public static void announce(Connection connection, Iterator<FileRow> files) throws PgException {
    try {
      Transactions.run(
          connection,
          c -> {
            Publisher.announce(c, files);
            return null;
          });
    } catch (SQLException e) {
      throw PgErrors.of("announce contents", e);
    }
  }

  /**
   * Deletes chunks and embeddings that {@link Verification} found wrong, and files of repositories
   * that are not there.
   *
   * @param contents labels of chunks, see {@link RowDigest}: all of their content go
   * @param embeddings labels of embeddings
   */
  public static void discard(
      Connection connection, Collection<String> contents, Collection<String> embeddings)
      throws PgException {
    try {
      Transactions.run(
          connection,
          c -> {
            new Discard(c).run(contents, embeddings);
            return null;
          });
    } catch (SQLException e) {
      throw PgErrors.of("discard wrong rows", e);
    }
  }

  /** Where the generation stands; empty when it was never published here. */
  public static Optional<Checkpoint> checkpoint(Connection connection, GenerationKey generation)
      throws PgException {
    try {
      return readCheckpoint(connection, generation);
    } catch (SQLException e) {
      throw PgErrors.of("read the checkpoint", e);
    }
  }

  /** The generation's repositories as they are published, by id. */
  public static List<RepositoryRow> repositories(Connection connection, GenerationKey generation)
      throws PgException {
    try {
      return StatusQuery.repositories(connection, generationId(connection, generation));
    } catch (SQLException e) {
      throw PgErrors.of("read the published repositories", e);
    }
  }

  static Optional<Checkpoint> readCheckpoint(Connection connection, GenerationKey generation)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT lake, table_version, model, chunking, updated_at FROM codestrata.generation"
                + " WHERE lake = ? AND name = ? AND table_version >= 0")) {
      select.setString(1, generation.lake());
      select.setString(2, generation.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(checkpoint(row)) : Optional.empty();
      }
    }
  }

  /** Its number; 0, which none has, where it was never published. */
  static int generationId(Connection connection, GenerationKey generation) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id FROM codestrata.generation WHERE lake = ? AND name = ?")) {
      select.setString(1, generation.lake());
      select.setString(2, generation.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  static Checkpoint checkpoint(ResultSet row) throws SQLException {
    return new Checkpoint(
        row.getString("lake"),
        row.getLong("table_version"),
        row.getString("model"),
        row.getString("chunking"),
        row.getTimestamp("updated_at").toInstant());
  }

  private static BulkLoader<ChunkVector> embeddings(VectorStorage storage) {
    return new BulkLoader<>(
        "codestrata.embedding",
        "chunk_hash, model, embedding",
        "chunk_hash, model",
        3,
        row -> row.chunkHash() + " " + row.model(),
        (copy, row) -> storage.write(copy.text(row.chunkHash()).text(row.model()), row.vector()));
  }

  private static void write(BinaryCopy copy, ContentChunk row) {
    Chunk chunk = row.chunk();
    copy.text(row.contentHash())
        .text(row.language())
        .text(row.chunking())
        .int4(chunk.ordinal())
        .text(row.chunkHash())
        .text(chunk.kind())
        .text(chunk.symbol())
        .text(chunk.breadcrumb())
        .int4(chunk.startLine())
        .int4(chunk.endLine())
        .int4(chunk.startByte())
        .int4(chunk.endByte())
        .int4(chunk.tokens())
        .text(chunk.text())
        .tsvector(Lexemes.of(chunk));
  }
}
