package io.codestrata.voyagesim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * The account that requests are made on: its limits, its ledger, and what the next answer will be.
 * One request at a time is decided, in the order of arrival that the log has. What a limit refuses
 * uses nothing of it.
 */
final class Account {
  private final SlidingWindow requestsPerMinute;
  private final SlidingWindow tokensPerMinute;
  private final SlidingWindow requestsPerSecond;
  private final SimOptions options;
  private final Ledger ledger;
  private final FaultPlan faults;
  private final SplittableRandom latencies;
  private final List<Arrival> log = new ArrayList<>();
  private long last = Long.MIN_VALUE;

  /**
   * How a request is answered.
   *
   * @param fault what goes wrong
   * @param nanos from its arrival to its answer
   */
  record Decision(Fault fault, long nanos) {}

  Account(SimOptions options, Ledger ledger) {
    long minute = TimeUnit.MINUTES.toNanos(1);
    long second = TimeUnit.SECONDS.toNanos(1);
    this.requestsPerMinute = new SlidingWindow(minute, options.requestsPerMinute());
    this.tokensPerMinute = new SlidingWindow(minute, options.tokensPerMinute());
    this.requestsPerSecond = new SlidingWindow(second, options.requestsPerSecond());
    this.options = options;
    this.ledger = ledger;
    this.faults = new FaultPlan(options.faults(), options.seed());
    this.latencies = new SplittableRandom(~options.seed());
  }

  /**
   * Lets a valid request in, and bills it where it will be computed.
   *
   * @param arrived nanoseconds of the server's clock
   * @throws Refusal with 429 where a limit is used up
   */
  synchronized Decision admit(long arrived, EmbeddingsRequest request) throws Refusal {
    long now = ordered(arrived);
    int texts = request.texts().size();
    long wait =
        Math.max(
            tokensPerMinute.nanosToWait(now, request.tokens()),
            Math.max(requestsPerMinute.nanosToWait(now, 1), requestsPerSecond.nanosToWait(now, 1)));
    if (wait > 0) {
      log.add(new Arrival(now, texts, request.tokens(), 429, true));
      throw new Refusal(
          429,
          "Rate limit exceeded. Please pace your requests.",
          options.retryAfter().seconds(wait));
    }
    requestsPerMinute.add(now, 1);
    requestsPerSecond.add(now, 1);
    tokensPerMinute.add(now, request.tokens());
    Fault fault = faults.next();
    if (fault.billed()) {
      ledger.bill(request);
    }
    log.add(new Arrival(now, texts, request.tokens(), fault.seenStatus(), false));
    return new Decision(fault, options.latency().nextNanos(latencies) + fault.nanos());
  }

  /** Notes a request that was refused for what it is. */
  synchronized void refused(long arrived, int texts, long tokens, int status) {
    log.add(new Arrival(ordered(arrived), texts, tokens, status, false));
  }

  synchronized Arrivals arrivals() {
    return new Arrivals(log);
  }

  synchronized void script(List<Fault> next) {
    faults.script(next);
  }

  synchronized void setRates(List<FaultPlan.Rate> rates, long seed) {
    faults.setRates(rates, seed);
  }

  synchronized void reset() {
    requestsPerMinute.clear();
    requestsPerSecond.clear();
    tokensPerMinute.clear();
    faults.clear();
    ledger.clear();
    log.clear();
  }

  /** Threads reach the account in another order than requests the server, by microseconds. */
  private long ordered(long arrived) {
    last = log.isEmpty() ? arrived : Math.max(last, arrived);
    return last;
  }
}
