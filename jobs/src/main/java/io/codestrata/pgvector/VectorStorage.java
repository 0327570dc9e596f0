package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.memory.util.Float16;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As what PostgreSQL keeps embeddings; searches read either. */
public enum VectorStorage {
  /** Four bytes a component: what the lake has, to the last bit. */
  VECTOR,
  /** Two bytes a component: half the disk, each rounded to 11 significant bits. */
  HALFVEC;

  private static final Logger LOG = LoggerFactory.getLogger(VectorStorage.class);

  /** The one of this name in SQL, in small letters. */
  public static VectorStorage named(String type) {
    return valueOf(type.toUpperCase(Locale.ROOT));
  }

  /** The one that the database has. */
  public static VectorStorage of(Connection connection) throws PgException {
    try {
      return read(connection);
    } catch (SQLException e) {
      throw PgErrors.of("read how embeddings are kept", e);
    }
  }

  static VectorStorage read(Connection connection) throws SQLException {
    return named(
        HybridSearch.strings(
                connection,
                "SELECT format_type(atttypid, -1) FROM pg_catalog.pg_attribute WHERE attrelid ="
                    + " 'codestrata.embedding'::regclass AND attname = 'embedding'")
            .get(0));
  }

  /**
   * Has the database keep embeddings as this; those that are there are converted, while searches
   * wait. Indexes come back with the next publication.
   *
   * @param connection without {@link PgVectorSink#beginRun}
   * @return what a user should know: that this has to wait for other runs, or that embeddings are
   *     not what the lake has
   */
  public Optional<String> apply(Connection connection) throws PgException {
    try {
      return read(connection) == this
          ? Optional.empty()
          : Transactions.run(connection, this::convert);
    } catch (SQLException e) {
      throw PgErrors.of("keep embeddings as " + sql(), e);
    }
  }

  private Optional<String> convert(Connection connection) throws SQLException {
    // Who loads has looked how they are kept.
    if (!AdvisoryLock.CONTENTS.tryForTransaction(connection)) {
      return Optional.of(PgErrors.keptAsBefore(sql()));
    }
    if (read(connection) == this) {
      return Optional.empty();
    }
    LOG.info("embeddings are kept as {} from now on", sql());
    for (String index : VectorIndex.made(connection)) {
      update(connection, "DROP INDEX codestrata." + index);
    }
    update(connection, "ALTER TABLE codestrata.embedding DROP COLUMN signs");
    update(
        connection,
        "ALTER TABLE codestrata.embedding ALTER COLUMN embedding TYPE "
            + sql()
            + ", ADD COLUMN signs bit varying GENERATED ALWAYS AS (binary_quantize(embedding))"
            + " STORED");
    List<String> any =
        HybridSearch.strings(connection, "SELECT chunk_hash FROM codestrata.embedding LIMIT 1");
    return this == VECTOR && !any.isEmpty()
        ? Optional.of(PgErrors.keptRounded())
        : Optional.empty();
  }

  /** A vector as it is once it was kept. */
  public ChunkVector kept(ChunkVector row) {
    if (this == VECTOR) {
      return row;
    }
    float[] rounded = new float[row.vector().length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Float16.toFloat(Float16.toFloat16(row.vector()[i]));
    }
    return new ChunkVector(row.chunkHash(), row.model(), rounded);
  }

  /** Writes a vector as its column takes it. */
  void write(BinaryCopy copy, float[] vector) {
    if (this == VECTOR) {
      copy.vector(vector);
      return;
    }
    short[] halves = new short[vector.length];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = Float16.toFloat16(vector[i]);
    }
    copy.halfvec(halves);
  }

  private String sql() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static void update(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.executeUpdate();
    }
  }
}
