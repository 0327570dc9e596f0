package io.codestrata.voyagesim;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What a 429 of the account's limits says in {@code Retry-After}. Voyage documents no such header,
 * so none is the default.
 */
@FunctionalInterface
interface RetryAfter {
  RetryAfter NONE = nanos -> OptionalLong.empty();

  /** The time until it fits, in full seconds. */
  RetryAfter EXACT =
      nanos -> OptionalLong.of(Math.max(1, (nanos - 1) / TimeUnit.SECONDS.toNanos(1) + 1));

  /** Seconds of the header for a request that would fit after so many nanoseconds. */
  OptionalLong seconds(long nanosToWait);

  /**
   * From a flag: {@code none}, {@code exact} or seconds.
   *
   * @throws IllegalArgumentException for another form
   */
  static RetryAfter parse(String text) {
    return switch (text) {
      case "none" -> NONE;
      case "exact" -> EXACT;
      default -> {
        long seconds = Numbers.whole(text, 0, 86_400);
        yield nanos -> OptionalLong.of(seconds);
      }
    };
  }
}
