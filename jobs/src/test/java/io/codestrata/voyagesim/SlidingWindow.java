package io.codestrata.voyagesim;

import java.util.ArrayDeque;

/**
 * A limit of an amount in any stretch of time of one length: what came exactly one length ago is
 * out of it. Times must not fall. Not safe for threads.
 */
final class SlidingWindow {
  private final long nanos;
  private final long limit;
  private final ArrayDeque<long[]> admitted = new ArrayDeque<>();
  private long sum;

  SlidingWindow(long nanos, long limit) {
    this.nanos = nanos;
    this.limit = limit;
  }

  /**
   * How long an amount has to wait from now on, 0 where it fits; a lone amount above the limit
   * never fits.
   */
  long nanosToWait(long now, long amount) {
    while (!admitted.isEmpty() && now - admitted.peekFirst()[0] >= nanos) {
      sum -= admitted.removeFirst()[1];
    }
    long over = sum + amount - limit;
    if (over <= 0) {
      return 0;
    }
    for (long[] entry : admitted) {
      over -= entry[1];
      if (over <= 0) {
        return entry[0] + nanos - now;
      }
    }
    return nanos;
  }

  void add(long now, long amount) {
    admitted.addLast(new long[] {now, amount});
    sum += amount;
  }

  void clear() {
    admitted.clear();
    sum = 0;
  }
}
