package io.codestrata.embed;

import io.codestrata.embed.EmbeddingException.Kind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;

/** What this package says when something is wrong. */
final class EmbedErrors {
  private EmbedErrors() {}

  static EmbeddingException gaveUp(EmbeddingException last, int tries, boolean maybeBilled) {
    return new EmbeddingException(
        last.kind(),
        last.getMessage() + " (gave up after " + tries + " tries: run again later)",
        last,
        last.retryAfter(),
        maybeBilled);
  }

  static EmbeddingException interrupted(Throwable cause, boolean maybeBilled) {
    return new EmbeddingException(
        Kind.SERVICE,
        "the embedding call was interrupted (run again)",
        cause,
        Duration.ZERO,
        maybeBilled);
  }

  static EmbeddingException maxCost(double usd) {
    return new EmbeddingException(
        Kind.STOPPED,
        "the run's $"
            + BigDecimal.valueOf(usd).stripTrailingZeros().toPlainString()
            + " are spent (raise --max-cost, or run again for the rest)",
        null);
  }

  static EmbeddingException serviceDown(Duration time) {
    return new EmbeddingException(
        Kind.STOPPED,
        "the provider has answered nothing for " + time.toMinutes() + " minutes (run again later)",
        null);
  }

  static EmbeddingException tokenizerDoesNotLoad(Path file, Throwable cause) {
    return new EmbeddingException(
        Kind.FATAL,
        "cannot read the tokenizer " + file + ": " + cause.getMessage() + " (set embed.tokenizer)",
        cause);
  }
}
