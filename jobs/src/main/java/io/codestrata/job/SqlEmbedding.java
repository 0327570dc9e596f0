package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.AccountPermits;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.secrets.SecretMode;
import java.io.Serializable;
import org.apache.spark.SparkContext;

/**
 * How {@code embed} embeds in a query.
 *
 * @param settings of the model
 * @param secrets what becomes of secrets in texts that leave
 * @param inFlight calls of a task at a time
 * @param account what the provider's account allows
 */
record SqlEmbedding(
    EmbedderSettings settings, SecretMode secrets, int inFlight, AccountPermits.Settings account) {

  /** What executors need of it; sent by value. */
  record ForTask(EmbedderSettings settings, SecretMode secrets, int inFlight)
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
        Accounts.settings(config, settings));
  }

  /** The same for the tasks, once the driver lends them its permits. */
  ForTask lent(SparkContext spark) {
    PermitsPlugin.keep(account);
    settings.sendFiles(spark);
    try {
      return new ForTask(settings.sized(PermitsPlugin.borrowed()), secrets, inFlight);
    } catch (EmbeddingException e) {
      throw new IllegalStateException(JobErrors.oneLine(e), e);
    }
  }

  /** For plans. */
  @Override
  public String toString() {
    return settings.toString();
  }
}
