package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.AccountPermits;
import io.codestrata.embed.Permits;
import io.codestrata.embed.RateBudget;

/** The provider's account, as configured. */
final class Accounts {
  private Accounts() {}

  /** The limits and the money of one run. */
  static AccountPermits permits(PipelineConfig config, EmbedderSettings settings) {
    return new AccountPermits(settings(config, settings), System::nanoTime);
  }

  static AccountPermits.Settings settings(PipelineConfig config, EmbedderSettings settings) {
    return AccountPermits.Settings.of(
        limits(config),
        settings.usdPerMillionTokens(),
        config.decimal(Options.MAX_COST).orElse(Double.POSITIVE_INFINITY));
  }

  /** For a single call, such as a search's question. */
  static Permits single(PipelineConfig config) {
    return new AccountPermits(
        AccountPermits.Settings.of(limits(config), 0, Double.POSITIVE_INFINITY), System::nanoTime);
  }

  static RateBudget.Limits limits(PipelineConfig config) {
    return new RateBudget.Limits(
        config.number(Options.REQUESTS_PER_MINUTE),
        config.number(Options.TOKENS_PER_MINUTE),
        config.number(Options.REQUESTS_PER_SECOND),
        config.number(Options.TOKENS_PER_SECOND));
  }
}
