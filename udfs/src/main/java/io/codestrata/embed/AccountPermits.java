package io.codestrata.embed;

import dev.failsafe.CircuitBreaker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Guards one account for a whole run: its rate, the money that may be spent, and a circuit that
 * opens when the service fails again and again. Every try of every task asks here.
 */
public final class AccountPermits implements Permits {
  /** An estimate may be short by this part; the sum of money must not be passed all the same. */
  private static final double RESERVE = 1.1;

  private final RateBudget budget;
  private final Settings settings;
  private final LongSupplier nanoClock;
  private final CircuitBreaker<Object> circuit;
  private final Map<Long, Long> reserved = new HashMap<>();
  private long reservedTokens;
  private long billedTokens;
  private long calls;
  private long failingSince;
  private boolean failing;

  /**
   * What is guarded.
   *
   * @param limits the account's
   * @param usdPerMillionTokens list price
   * @param maxUsd what the run may spend, infinite for no bound
   * @param failuresToOpen failed tries in a row that open the circuit
   * @param openFor how long an open circuit lets nothing pass before one call tries
   * @param giveUpAfter so long without one answer, and the run's other calls are refused
   */
  public record Settings(
      RateBudget.Limits limits,
      double usdPerMillionTokens,
      double maxUsd,
      int failuresToOpen,
      Duration openFor,
      Duration giveUpAfter) {
    /** Ten failures in a row pause the calls for 15 s, ten minutes of failures end them. */
    public static Settings of(RateBudget.Limits limits, double usdPerMillionTokens, double maxUsd) {
      return new Settings(
          limits, usdPerMillionTokens, maxUsd, 10, Duration.ofSeconds(15), Duration.ofMinutes(10));
    }
  }

  /**
   * What has been spent.
   *
   * @param tokens billed, or maybe billed where no answer came
   * @param calls tries that were sent
   */
  public record Spent(long tokens, long calls) {}

  /**
   * @param nanoClock a monotonic clock
   */
  public AccountPermits(Settings settings, LongSupplier nanoClock) {
    this.settings = settings;
    this.nanoClock = nanoClock;
    this.budget = new RateBudget(settings.limits(), nanoClock);
    this.circuit =
        CircuitBreaker.builder()
            .withFailureThreshold(settings.failuresToOpen())
            .withDelay(settings.openFor())
            .build();
  }

  @Override
  public synchronized Permit ask(long tokens) throws EmbeddingException {
    return ask(tokens, Duration.ZERO);
  }

  /**
   * The same for a try that may arrive later than others.
   *
   * @param late how much later
   */
  public synchronized Permit ask(long tokens, Duration late) throws EmbeddingException {
    if (usd(billedTokens) + RESERVE * usd(reservedTokens + tokens) > settings.maxUsd()) {
      throw EmbedErrors.maxCost(settings.maxUsd());
    }
    if (failing && nanoClock.getAsLong() - failingSince > settings.giveUpAfter().toNanos()) {
      throw EmbedErrors.serviceDown(settings.giveUpAfter());
    }
    if (!circuit.tryAcquirePermit()) {
      // Half open, the circuit has no delay left but lets only one call pass.
      long delay =
          Math.max(circuit.getRemainingDelay().toNanos(), Duration.ofMillis(100).toNanos());
      return Permit.later(delay);
    }
    RateBudget.Slot slot = budget.grant(tokens, late.toNanos());
    reserved.put(slot.id(), tokens);
    reservedTokens += tokens;
    return new Permit(slot.id(), slot.nanosToWait(), slot.nanosValid());
  }

  @Override
  public synchronized void sent(Permit permit, Outcome outcome, long billed, Duration retryAfter) {
    Long tokens = reserved.remove(permit.id());
    if (tokens == null) {
      return;
    }
    reservedTokens -= tokens;
    if (outcome == Outcome.UNUSED) {
      budget.release(permit.id());
      return;
    }
    calls++;
    billedTokens += billed;
    if (outcome == Outcome.ANSWERED) {
      budget.counted(permit.id(), billed);
    }
    if (outcome == Outcome.LIMITED) {
      budget.limited(retryAfter.toNanos());
    }
    if (outcome == Outcome.FAILED) {
      circuit.recordFailure();
      if (!failing) {
        failing = true;
        failingSince = nanoClock.getAsLong();
      }
    } else {
      circuit.recordSuccess();
      failing = false;
    }
  }

  public synchronized Spent spent() {
    return new Spent(billedTokens, calls);
  }

  private double usd(long tokens) {
    return tokens * settings.usdPerMillionTokens() / 1e6;
  }
}
