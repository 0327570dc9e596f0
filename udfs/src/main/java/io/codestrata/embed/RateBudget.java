package io.codestrata.embed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * An account's limits of requests and tokens, a minute and a second: says when a request may be
 * sent, never waits itself.
 *
 * <p>No sliding window ever holds more than its limit, however late a busy machine sends. Who asks
 * gets a place, a time to come back at; only then, with room in every window, is the request
 * granted. From its grant on it fills the windows, until it is told to have gone out and the
 * window's length has passed since. So of the requests that arrive within one window, all but the
 * last granted one were counted when that one was granted. What remains is the way from the socket
 * to the service, for which each window is held a little longer.
 */
public final class RateBudget {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long MINUTE_NANOS = 60 * SECOND_NANOS;

  /** Of a window: how much longer it is held, for a request's way to the service. */
  private static final int WAY_PART = 40;

  private static final long LONGEST_WAY_NANOS = SECOND_NANOS / 2;

  /** From a grant to the request's going out, where all is well; only places are planned by it. */
  private static final long SENDING_NANOS = 2_000_000;

  /** A granted request that is not heard of for so long died with its process. */
  private static final long LOST_NANOS = MINUTE_NANOS;

  /** Who finds no room keeps the place where there will be some so soon, else takes the last. */
  private static final long SOON_NANOS = SECOND_NANOS / 20;

  /** Places of a second's limit come at this pace at most, so that a start makes no burst. */
  private static final double PACE = 1.25;

  /** Part of a window's answers that may be refusals for the limit, and no sign of a lower one. */
  private static final double FEW = 0.1;

  /** What is left of the limits at least after one window of refusals. */
  private static final double SLOWEST = 0.5;

  /** What a minute without such a window gives back, of the whole limit. */
  private static final double FASTER = 0.1;

  private final List<Window> windows = new ArrayList<>();
  private final long gapNanos;
  private final LongSupplier nanoClock;
  private final long origin;
  private final Map<Long, Place> places = new LinkedHashMap<>();
  private long lastId;
  private long lastAt;
  private long pausedUntil;
  private long heardSince;
  private long accepted;
  private long refused;
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
   * Leave to send one request, or a place to ask again from.
   *
   * @param id of the place
   * @param nanosToWait before asking again, 0 where the request may be sent
   */
  public record Slot(long id, long nanosToWait) {}

  private record Window(long nanos, long requests, long tokens) {
    /** From a request's going out until it is no more in the window. */
    long held() {
      return nanos + Math.min(LONGEST_WAY_NANOS, nanos / WAY_PART);
    }
  }

  /** A request's place; times in nanoseconds since the budget was made. */
  private static final class Place {
    final long id;
    long at;
    long tokens;
    boolean granted;
    boolean sent;

    Place(long id, long at, long tokens) {
      this.id = id;
      this.at = at;
      this.tokens = tokens;
    }

    /** When it went out, or will. */
    long out(long now) {
      if (sent) {
        return at;
      }
      return granted ? Math.max(at + SENDING_NANOS, now) : at + SENDING_NANOS;
    }
  }

  /**
   * @param nanoClock a monotonic clock
   */
  public RateBudget(Limits limits, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.origin = nanoClock.getAsLong();
    add(MINUTE_NANOS, limits.requestsPerMinute(), limits.tokensPerMinute());
    add(SECOND_NANOS, limits.requestsPerSecond(), limits.tokensPerSecond());
    gapNanos =
        limits.requestsPerSecond() > 0
            ? (long) (SECOND_NANOS / PACE / limits.requestsPerSecond())
            : 0;
    lastAt = -gapNanos;
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
   * Grants one request of so many tokens, or gives it a place. A request of more tokens than a
   * window has is granted an empty one.
   */
  public synchronized Slot ask(long tokens) {
    long now = now();
    forget(now);
    Place place = new Place(++lastId, 0, tokens);
    planLast(place, now);
    places.put(place.id, place);
    return grantIfDue(place, now);
  }

  /**
   * Grants the request of a place, or says when to ask again.
   *
   * @throws IllegalArgumentException where there is no such place
   */
  public synchronized Slot askAgain(long id) {
    Place place = places.get(id);
    if (place == null) {
      throw new IllegalArgumentException("no place " + id);
    }
    long now = now();
    forget(now);
    long free = Math.max(pausedUntil, now);
    for (Window window : windows) {
      free = Math.max(free, free(window, free, place, now, true));
    }
    if (free - now > SOON_NANOS) {
      planLast(place, now);
    } else {
      place.at = free;
    }
    return grantIfDue(place, now);
  }

  private Slot grantIfDue(Place place, long now) {
    if (place.at > now) {
      return new Slot(place.id, place.at - now);
    }
    place.at = now;
    place.granted = true;
    return new Slot(place.id, 0);
  }

  /** The first time after all other places at which there will be room. */
  private void planLast(Place place, long now) {
    long at = Math.max(Math.max(now, pausedUntil), lastAt + (long) (gapNanos / share(now)));
    for (Window window : windows) {
      at = Math.max(at, free(window, at, place, now, false));
    }
    place.at = at;
    lastAt = at;
  }

  /** The request of a grant has gone out; told again, nothing changes. */
  public synchronized void sent(long id) {
    Place place = places.get(id);
    if (place != null && place.granted && !place.sent) {
      place.sent = true;
      place.at = now();
    }
  }

  /** Takes a place back whose request was not sent. */
  public synchronized void release(long id) {
    places.remove(id);
  }

  /** The service has let the request in, and counted so many tokens. */
  public synchronized void answered(long id, long tokens) {
    Place place = places.get(id);
    if (place != null) {
      place.tokens = tokens;
    }
    accepted++;
    learn(now());
  }

  /**
   * The service said that a limit was passed, whatever this budget thought; nothing is sent until
   * it wants. Where a window brings many such answers and fewer others than the limit, the limit is
   * lower than was set, and so large a part is sent from then on as was let in. A lone refusal is
   * no sign, nor are many where as many requests were let in as should be: those came too close.
   *
   * @param retryAfterNanos as long as the service asked for, 0 where it did not say
   */
  public synchronized void limited(long retryAfterNanos) {
    long now = now();
    pausedUntil = Math.max(pausedUntil, now + retryAfterNanos);
    refused++;
    learn(now);
  }

  private void learn(long now) {
    if (windows.isEmpty() || now - heardSince < shortest().nanos()) {
      return;
    }
    double due = (1 - FEW) * shortest().requests() * share(now);
    if (accepted < due && refused > FEW * (accepted + refused)) {
      share *= Math.max(SLOWEST, (double) accepted / (accepted + refused));
      shareSince = now;
    }
    heardSince = now;
    accepted = 0;
    refused = 0;
  }

  private Window shortest() {
    return windows.get(windows.size() - 1);
  }

  /** What is used of the limits now, over 0 to 1. */
  public synchronized double share() {
    return share(now());
  }

  private double share(long now) {
    long minutes = (now - shareSince) / MINUTE_NANOS;
    if (share < 1 && minutes > 0) {
      share = Math.min(1, share + FASTER * minutes);
      shareSince += minutes * MINUTE_NANOS;
    }
    return share;
  }

  /**
   * The first time from {@code at} on when the window has room for the request.
   *
   * @param grantedOnly beside the requests that are granted, not those that wait
   */
  private long free(Window window, long at, Place own, long now, boolean grantedOnly) {
    long mostRequests = Math.max(1, (long) (window.requests() * share(now)));
    long mostTokens = Math.max(1, (long) (window.tokens() * share(now)));
    List<Place> open = new ArrayList<>();
    long tokens = own.tokens;
    for (Place place : places.values()) {
      if (place != own && (place.granted || !grantedOnly) && place.out(now) + window.held() > at) {
        open.add(place);
        tokens += place.tokens;
      }
    }
    int requests = open.size();
    if (requests < mostRequests && (tokens <= mostTokens || requests == 0)) {
      return at;
    }
    open.sort(Comparator.comparingLong(place -> place.out(now)));
    for (Place place : open) {
      requests--;
      tokens -= place.tokens;
      if (requests < mostRequests && (tokens <= mostTokens || requests == 0)) {
        return Math.max(at, place.out(now) + window.held());
      }
    }
    return at;
  }

  private void forget(long now) {
    long longest = windows.stream().mapToLong(Window::held).max().orElse(0);
    for (Place place : places.values()) {
      if (place.granted && !place.sent && now - place.at > LOST_NANOS) {
        place.sent = true;
      }
    }
    // A place that nobody comes back to holds nothing, but is not to be kept for ever.
    places
        .values()
        .removeIf(
            place ->
                place.sent
                    ? place.at + longest <= now
                    : !place.granted && now - place.at > LOST_NANOS + longest);
  }

  private long now() {
    return nanoClock.getAsLong() - origin;
  }
}
