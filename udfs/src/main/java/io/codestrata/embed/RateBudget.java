package io.codestrata.embed;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * An account's limits of requests and tokens, a minute and a second: says when a request may be
 * sent, never waits itself. It keeps every grant of the longest window, so that no sliding window
 * ever holds more than its limit. A grant is good for a short while after its time; one that is
 * used later must be asked for anew, so that requests which a busy machine sends late do not meet
 * those that come after them.
 */
public final class RateBudget {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long MINUTE_NANOS = 60 * SECOND_NANOS;

  /** Of the shortest window: how long a grant is good. */
  private static final int VALID_PART = 75;

  /** In times that a grant is good: when the request has arrived, however busy the machines. */
  private static final int LATEST = 3;

  private static final long LONGEST_VALID_NANOS = SECOND_NANOS / 2;

  /**
   * A second's requests come at twice the limit's pace at most: of many at once, a busy machine
   * sends the last ones so late that they meet the next second's.
   */
  private static final int PACE = 2;

  /** What is left of the limits after the service said that they were passed. */
  private static final double SLOWER = 0.8;

  /** What a minute without such an answer gives back, of the whole limit. */
  private static final double FASTER = 0.1;

  /** Where the service does not say for how long it wants to hear nothing. */
  private static final long PAUSE_NANOS = SECOND_NANOS;

  private final List<Window> windows = new ArrayList<>();
  private final long validNanos;
  private final long gapNanos;
  private final LongSupplier nanoClock;
  private final Deque<Grant> grants = new ArrayDeque<>();
  private long lastId;
  private long lastAt;
  private long pausedUntil;
  private double share = 1;
  private long shareSince;

  /**
   * Limits, each 0 for none.
   *
   * @param requestsPerMinute requests in any 60 s
   * @param tokensPerMinute tokens in any 60 s
   * @param requestsPerSecond requests in any second
   * @param tokensPerSecond tokens in any second
   */
  public record Limits(
      long requestsPerMinute, long tokensPerMinute, long requestsPerSecond, long tokensPerSecond) {}

  /**
   * Leave to send one request.
   *
   * @param id of the grant
   * @param nanosToWait before sending
   * @param nanosValid how long after that it may still be sent
   */
  public record Slot(long id, long nanosToWait, long nanosValid) {}

  private record Window(long nanos, long requests, long tokens) {}

  /** A request that arrives between its time and {@code latest}. */
  private static final class Grant {
    final long id;
    final long latest;
    long tokens;

    Grant(long id, long latest, long tokens) {
      this.id = id;
      this.latest = latest;
      this.tokens = tokens;
    }
  }

  /**
   * @param nanoClock a monotonic clock
   */
  public RateBudget(Limits limits, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    add(MINUTE_NANOS, limits.requestsPerMinute(), limits.tokensPerMinute());
    add(SECOND_NANOS, limits.requestsPerSecond(), limits.tokensPerSecond());
    long shortest = windows.isEmpty() ? SECOND_NANOS : windows.get(windows.size() - 1).nanos();
    validNanos = Math.min(LONGEST_VALID_NANOS, shortest / VALID_PART);
    gapNanos =
        limits.requestsPerSecond() > 0 ? SECOND_NANOS / PACE / limits.requestsPerSecond() : 0;
    pausedUntil = nanoClock.getAsLong();
    lastAt = pausedUntil - gapNanos;
    shareSince = pausedUntil;
  }

  private void add(long nanos, long requests, long tokens) {
    if (requests > 0 || tokens > 0) {
      windows.add(
          new Window(
              nanos,
              requests > 0 ? requests : Long.MAX_VALUE,
              tokens > 0 ? tokens : Long.MAX_VALUE));
    }
  }

  /**
   * Grants one request of so many tokens. A request of more tokens than a window has is granted an
   * empty one.
   */
  public synchronized Slot grant(long tokens) {
    return grant(tokens, 0);
  }

  /**
   * The same for a request that may arrive later than others, such as a process' first, before
   * which it loads the client's classes.
   *
   * @param lateNanos how much later
   */
  public synchronized Slot grant(long tokens, long lateNanos) {
    long now = nanoClock.getAsLong();
    recover(now);
    long at = latest(now, lastAt + gapNanos, pausedUntil);
    for (Window window : windows) {
      at = latest(at, free(window, at, tokens), at);
    }
    expire(now);
    lastAt = at;
    grants.addLast(new Grant(++lastId, at + LATEST * validNanos + lateNanos, tokens));
    return new Slot(lastId, at - now, validNanos);
  }

  /** Takes a grant back that was not used. */
  public synchronized void release(long id) {
    grants.removeIf(grant -> grant.id == id);
  }

  /** Corrects a grant by the tokens that the service counted. */
  public synchronized void counted(long id, long tokens) {
    for (Grant grant : grants) {
      if (grant.id == id) {
        grant.tokens = tokens;
      }
    }
  }

  /**
   * The service said that a limit was passed, whatever this budget thought: nothing is sent until
   * it wants, and less from then on.
   *
   * @param retryAfterNanos as long as the service asked for, 0 where it did not say
   */
  public synchronized void limited(long retryAfterNanos) {
    long now = nanoClock.getAsLong();
    pausedUntil =
        latest(pausedUntil, now + (retryAfterNanos > 0 ? retryAfterNanos : PAUSE_NANOS), now);
    // Many requests are in flight when a limit is met; together they are one sign.
    if (now - shareSince > SECOND_NANOS || share == 1) {
      share *= SLOWER;
      shareSince = now;
    }
  }

  /** What is used of the limits now, over 0 to 1. */
  public synchronized double share() {
    recover(nanoClock.getAsLong());
    return share;
  }

  private void recover(long now) {
    long minutes = (now - shareSince) / MINUTE_NANOS;
    if (share < 1 && minutes > 0) {
      share = Math.min(1, share + FASTER * minutes);
      shareSince += minutes * MINUTE_NANOS;
    }
  }

  /** The first time from {@code at} on when the window has room for the request. */
  private long free(Window window, long at, long tokens) {
    long mostRequests = Math.max(1, (long) (window.requests() * share));
    long mostTokens = Math.max(1, (long) (window.tokens() * share));
    List<Grant> open =
        grants.stream()
            .filter(grant -> grant.latest + window.nanos() - at > 0)
            .sorted(Comparator.comparingLong(grant -> grant.latest - at))
            .toList();
    long requests = open.size();
    long held = open.stream().mapToLong(grant -> grant.tokens).sum();
    if (requests < mostRequests && held + tokens <= mostTokens) {
      return at;
    }
    for (Grant grant : open) {
      requests--;
      held -= grant.tokens;
      if (requests < mostRequests && (held + tokens <= mostTokens || requests == 0)) {
        return grant.latest + window.nanos();
      }
    }
    return at;
  }

  private void expire(long now) {
    long longest = windows.isEmpty() ? 0 : windows.get(0).nanos();
    while (!grants.isEmpty() && grants.getFirst().latest + longest - now <= 0) {
      grants.removeFirst();
    }
  }

  /** Of readings of a clock that may wrap. */
  private static long latest(long first, long second, long third) {
    long later = second - first > 0 ? second : first;
    return third - later > 0 ? third : later;
  }
}
