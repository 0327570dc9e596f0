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
  private long limited;
  private long failed;
  private long failingSince;
  private boolean failing;
  private boolean gaveUp;

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
   * @param limited of them, answered with 429: the limit is reached
   * @param failed of them, without a sound answer
   */
  public record Spent(long tokens, long calls, long limited, long failed) {}

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
  public synchronized Permit ask(long tokens, Permit last) throws EmbeddingException {
    try {
      throwIfOver(last.isHeld() ? 0 : tokens);
    } catch (EmbeddingException e) {
      giveBack(last);
      throw e;
    }
    RateBudget.Slot slot = last.isHeld() ? budget.askAgain(last.id()) : budget.ask(tokens);
    Permit permit = new Permit(slot.id(), slot.nanosToWait());
    if (reserved.putIfAbsent(slot.id(), tokens) == null) {
      reservedTokens += tokens;
    }
    if (permit.isGranted() && !circuit.tryAcquirePermit()) {
      giveBack(permit);
      // Half open, the circuit has no delay left but lets only one call pass.
      long delay =
          Math.max(circuit.getRemainingDelay().toNanos(), Duration.ofMillis(100).toNanos());
      return Permit.later(delay);
    }
    return permit;
  }

  /**
   * @param moreTokens beside those that are reserved
   */
  private void throwIfOver(long moreTokens) throws EmbeddingException {
    if (usd(billedTokens) + RESERVE * usd(reservedTokens + moreTokens) > settings.maxUsd()) {
      gaveUp = true;
      throw EmbedErrors.maxCost(settings.maxUsd());
    }
    if (failing && nanoClock.getAsLong() - failingSince > settings.giveUpAfter().toNanos()) {
      gaveUp = true;
      throw EmbedErrors.serviceDown(settings.giveUpAfter());
    }
  }

  /** Forgets a permit that was not used. */
  private void giveBack(Permit permit) {
    Long tokens = reserved.remove(permit.id());
    if (tokens != null) {
      reservedTokens -= tokens;
      budget.release(permit.id());
    }
  }

  @Override
  public synchronized void sent(Permit permit) {
    budget.sent(permit.id());
  }

  @Override
  public synchronized void ended(Permit permit, Outcome outcome, long billed, Duration retryAfter) {
    if (outcome == Outcome.UNUSED) {
      giveBack(permit);
      return;
    }
    Long tokens = reserved.remove(permit.id());
    if (tokens == null) {
      return;
    }
    reservedTokens -= tokens;
    calls++;
    billedTokens += billed;
    // The word that it went out may have been lost, or the call ended before it did.
    budget.sent(permit.id());
    switch (outcome) {
      case ANSWERED -> budget.answered(permit.id(), billed);
      case LIMITED -> {
        limited++;
        budget.limited(retryAfter.toNanos());
      }
      case FAILED -> failed++;
      default -> {}
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

  /** Whether a call was refused for good: the money is spent, or the service is down. */
  public synchronized boolean hasGivenUp() {
    return gaveUp;
  }

  public synchronized Spent spent() {
    return new Spent(billedTokens, calls, limited, failed);
  }

  private double usd(long tokens) {
    return tokens * settings.usdPerMillionTokens() / 1e6;
  }
}
