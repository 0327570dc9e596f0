package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.AccountPermits;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.pgvector.EmbeddingLookup;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.secrets.SecretMode;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How {@code embed} embeds in a query.
 *
 * @param settings of the model
 * @param secrets what becomes of secrets in texts that leave
 * @param inFlight calls of a task at a time
 * @param account what the provider's account allows
 * @param config where the index is
 */
record SqlEmbedding(
    EmbedderSettings settings,
    SecretMode secrets,
    int inFlight,
    AccountPermits.Settings account,
    PipelineConfig config) {
  private static final Logger LOG = LoggerFactory.getLogger(SqlEmbedding.class);

  /**
   * What executors need of it; sent by value.
   *
   * @param index whose embeddings are known; null where there are none, or they cost nothing
   */
  record ForTask(EmbedderSettings settings, SecretMode secrets, int inFlight, PgTarget index)
      implements Serializable {}

  /**
   * As configured.
   *
   * @throws JobException where the provider lacks a key, an address or a model
   */
  static SqlEmbedding of(PipelineConfig config) throws JobException {
    EmbedderSettings settings = EmbedderSettings.of(config);
    return new SqlEmbedding(
        settings,
        SecretPolicy.of(config),
        settings.isLocal() ? 1 : (int) config.number(Options.IN_FLIGHT),
        Accounts.settings(config, settings),
        config);
  }

  /** The same for the tasks, once the driver lends them its permits. */
  ForTask lent(SparkContext spark) {
    PermitsPlugin.keep(account);
    settings.sendFiles(spark);
    try {
      EmbedderSettings sized = settings.sized(PermitsPlugin.borrowed());
      return new ForTask(sized, secrets, inFlight, index(sized).orElse(null));
    } catch (EmbeddingException e) {
      throw new IllegalStateException(JobErrors.oneLine(e), e);
    }
  }

  /** Where tasks may look embeddings up. A query does without rather than fail. */
  private Optional<PgTarget> index(EmbedderSettings sized) {
    if (sized.isLocal()) {
      return Optional.empty();
    }
    try {
      Optional<PgTarget> index = Server.of(config).startIfMade();
      if (index.isPresent()) {
        try (Connection connection = index.get().connect()) {
          return EmbeddingLookup.isExact(connection, sized.embeddingModel().key())
              ? index
              : Optional.empty();
        }
      }
    } catch (PgException | SQLException e) {
      LOG.warn("{}", SqlErrors.unknownVectors(JobErrors.oneLine(e)));
    }
    return Optional.empty();
  }

  /** For plans. */
  @Override
  public String toString() {
    return settings.toString();
  }
}
