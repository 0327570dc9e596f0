package io.codestrata.embed;

import java.time.Duration;

/**
 * How often and how long a call is tried again.
 *
 * @param serviceRetries tries after the first, for failures of the service
 * @param limitRetries tries after the first, for a reached limit, which always passes
 * @param firstWait the bound of the first wait, doubled each time
 * @param longestWait the bound that doubling ends at
 * @param longestTotal all waits of a call together; one that would pass it is not begun
 */
public record RetrySettings(
    int serviceRetries,
    int limitRetries,
    Duration firstWait,
    Duration longestWait,
    Duration longestTotal) {

  /**
   * Failures of the service outlast about half a minute, limits several of the account's minutes.
   */
  public static final RetrySettings DEFAULT =
      new RetrySettings(
          5, 15, Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofMinutes(15));
}
