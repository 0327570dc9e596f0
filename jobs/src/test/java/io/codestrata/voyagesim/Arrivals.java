package io.codestrata.voyagesim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Every request that came, in order of arrival.
 *
 * @param log oldest first
 */
public record Arrivals(List<Arrival> log) {
  public Arrivals {
    log = List.copyOf(log);
  }

  /** Largest sums over everything that came, what was refused included. */
  public WindowMaxima all() {
    return maxima(arrival -> true);
  }

  /** Largest sums over what the account's limits let in. */
  public WindowMaxima admitted() {
    return maxima(arrival -> !arrival.limited());
  }

  /** Requests that an account's limit refused. */
  public long limited() {
    return log.stream().filter(Arrival::limited).count();
  }

  /** Requests by the status they were answered with, 0 for none. */
  public Map<Integer, Long> byStatus() {
    Map<Integer, Long> counts = new TreeMap<>();
    log.forEach(arrival -> counts.merge(arrival.status(), 1L, Long::sum));
    return counts;
  }

  /** Seconds from the first arrival to the last. */
  public double seconds() {
    return log.isEmpty() ? 0 : (log.get(log.size() - 1).nanos() - log.get(0).nanos()) / 1e9;
  }

  /** Arrivals in each second, counted from the first one. */
  public List<Integer> perSecond() {
    List<Integer> counts = new ArrayList<>();
    for (Arrival arrival : log) {
      long second = TimeUnit.NANOSECONDS.toSeconds(arrival.nanos() - log.get(0).nanos());
      while (counts.size() <= second) {
        counts.add(0);
      }
      counts.set((int) second, counts.get((int) second) + 1);
    }
    return counts;
  }

  private WindowMaxima maxima(Predicate<Arrival> counted) {
    List<Arrival> arrivals = log.stream().filter(counted).toList();
    long minute = TimeUnit.MINUTES.toNanos(1);
    long second = TimeUnit.SECONDS.toNanos(1);
    return new WindowMaxima(
        largest(arrivals, minute, arrival -> 1),
        largest(arrivals, minute, Arrival::tokens),
        largest(arrivals, second, arrival -> 1),
        largest(arrivals, second, Arrival::tokens));
  }

  private static long largest(List<Arrival> arrivals, long nanos, ToLongFunction<Arrival> amount) {
    long sum = 0;
    long largest = 0;
    int oldest = 0;
    for (Arrival newest : arrivals) {
      sum += amount.applyAsLong(newest);
      while (newest.nanos() - arrivals.get(oldest).nanos() >= nanos) {
        sum -= amount.applyAsLong(arrivals.get(oldest++));
      }
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
