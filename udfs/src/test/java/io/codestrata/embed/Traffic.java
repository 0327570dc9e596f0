package io.codestrata.embed;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Callers of a budget in simulated time: each asks, waits, sends late, and asks again after its
 * answer.
 */
final class Traffic {
  /** From a request's going out to its arrival; what the budget allows for at least. */
  private static final long WAY = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long LATENCY = TimeUnit.MILLISECONDS.toNanos(200);

  private final RateBudget budget;
  private final Random random;
  private final long mostLate;
  private final long mostTokens;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private long now;
  private long order;

  /** A request as the service sees it. */
  record Arrival(long at, long tokens) {}

  /** Most of any window. */
  record Most(long requests, long tokens) {}

  private record Event(long at, long order, Runnable work) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  /** Makes the budget of a clock. */
  @FunctionalInterface
  interface Maker {
    RateBudget of(LongSupplier clock);
  }

  /**
   * @param mostLate nanoseconds that anything may take longer than it should
   * @param mostTokens of a request
   */
  Traffic(Maker maker, long seed, long mostLate, long mostTokens) {
    this.budget = maker.of(() -> now);
    this.random = new Random(seed);
    this.mostLate = mostLate;
    this.mostTokens = mostTokens;
  }

  /** What arrives at the service of so many callers, oldest first. */
  List<Arrival> of(int callers, long nanos) {
    for (int i = 0; i < callers; i++) {
      at(0, () -> call(1 + random.nextLong(mostTokens)));
    }
    while (!events.isEmpty() && events.peek().at() < nanos) {
      Event event = events.remove();
      now = event.at();
      event.work().run();
    }
    arrivals.sort((a, b) -> Long.compare(a.at(), b.at()));
    return arrivals;
  }

  private void call(long tokens) {
    follow(budget.ask(tokens), tokens);
  }

  private void follow(RateBudget.Slot slot, long tokens) {
    if (slot.nanosToWait() > 0) {
      at(slot.nanosToWait() + late(), () -> follow(budget.askAgain(slot.id()), tokens));
      return;
    }
    long out = late();
    long arrives = random.nextLong(out + WAY);
    arrivals.add(new Arrival(now + arrives, tokens));
    at(out, () -> budget.sent(slot.id()));
    at(
        Math.max(out, arrives) + LATENCY,
        () -> {
          budget.answered(slot.id(), tokens);
          call(1 + random.nextLong(mostTokens));
        });
  }

  /** Mostly a little, now and then much. */
  private long late() {
    return random.nextLong(random.nextInt(20) == 0 ? mostLate : mostLate / 10 + 1);
  }

  private void at(long nanos, Runnable work) {
    events.add(new Event(now + nanos, order++, work));
  }

  /** The most requests in any window, and the most tokens of windows of two or more. */
  static Most most(List<Arrival> arrivals, long window) {
    int oldest = 0;
    long tokens = 0;
    long mostRequests = 0;
    long mostTokens = 0;
    for (int newest = 0; newest < arrivals.size(); newest++) {
      tokens += arrivals.get(newest).tokens();
      while (arrivals.get(newest).at() - arrivals.get(oldest).at() >= window) {
        tokens -= arrivals.get(oldest++).tokens();
      }
      mostRequests = Math.max(mostRequests, newest - oldest + 1);
      mostTokens = newest == oldest ? mostTokens : Math.max(mostTokens, tokens);
    }
    return new Most(mostRequests, mostTokens);
  }
}
