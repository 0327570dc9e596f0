package io.codestrata.job;

import io.codestrata.pgvector.EmbeddingLookup;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PgTarget;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index's embeddings of a model, for one task that would else pay for them again. The
 * connection is opened with the first question. Where the index does not answer, nothing is known
 * from then on, and the log says why.
 */
final class KnownVectors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KnownVectors.class);

  private final String model;

  /** Null where there is none, or it does not answer. */
  private PgTarget index;

  private Connection connection;

  /**
   * @param index null where nothing is to be looked up
   * @param model its key
   */
  KnownVectors(PgTarget index, String model) {
    this.index = index;
    this.model = model;
  }

  /** Those that the index has, by the hashes of their texts. */
  Map<String, float[]> of(Collection<String> hashes) {
    if (index == null || hashes.isEmpty()) {
      return Map.of();
    }
    try {
      if (connection == null) {
        connection = index.connect();
      }
      return EmbeddingLookup.of(connection, hashes, model);
    } catch (PgException e) {
      index = null;
      close();
      LOG.warn("{}", SqlErrors.unknownVectors(JobErrors.oneLine(e)));
      return Map.of();
    }
  }

  @Override
  public void close() {
    try (Connection gone = connection) {
      connection = null;
    } catch (SQLException e) {
      LOG.debug("a lost connection does not close", e);
    }
  }
}
