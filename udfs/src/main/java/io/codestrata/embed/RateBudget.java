package io.codestrata.embed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Requests and tokens a minute: says how long to wait, never waits itself. It keeps every grant of
 * the last minute, so no sliding window of a minute ever holds more than the limit.
 */
public final class RateBudget {
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final long requests;
  private final long tokens;
  private final LongSupplier nanoClock;
  private final Deque<Grant> grants = new ArrayDeque<>();
  private long granted;

  private record Grant(long at, long tokens) {}

  /**
   * @param requestsPerMinute at least 1
   * @param tokensPerMinute at least 1
   * @param nanoClock a monotonic clock
   */
  public RateBudget(long requestsPerMinute, long tokensPerMinute, LongSupplier nanoClock) {
    this.requests = Math.max(1, requestsPerMinute);
    this.tokens = Math.max(1, tokensPerMinute);
    this.nanoClock = nanoClock;
  }

  /**
   * Grants one request of so many tokens, for the time when it may be sent. A request of more
   * tokens than a minute has is granted an empty window.
   *
   * @return nanoseconds to wait before sending; the caller must send no earlier
   */
  public synchronized long nanosToWait(long requestTokens) {
    long now = nanoClock.getAsLong();
    long at = grants.isEmpty() ? now : Math.max(now, grants.getLast().at());
    expire(at);
    while (!grants.isEmpty() && (grants.size() >= requests || granted + requestTokens > tokens)) {
      at = Math.max(at, grants.getFirst().at() + WINDOW_NANOS);
      expire(at);
    }
    grants.addLast(new Grant(at, requestTokens));
    granted += requestTokens;
    return at - now;
  }

  private void expire(long at) {
    while (!grants.isEmpty() && grants.getFirst().at() + WINDOW_NANOS <= at) {
      granted -= grants.removeFirst().tokens();
    }
  }
}
