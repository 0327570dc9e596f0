package io.codestrata.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RateBudgetTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  /** A minute, and what a request's way may take. */
  private static final long HELD = MINUTE + SECOND / 2;

  private long now = 5;

  @Test
  void requestsUnderBothLimitsNeedNotWait() {
    RateBudget budget = budget(3, 100);

    assertThat(List.of(send(budget, 50), send(budget, 50))).containsOnly(0L);
  }

  @Test
  void requestOverTheMinutesRequestsWaitsUntilTheFirstIsAMinuteOld() {
    RateBudget budget = budget(2, 100);
    send(budget, 1);
    now += 7;
    send(budget, 1);

    assertThat(wait(budget, 1)).isEqualTo(HELD - 7);
  }

  @Test
  void requestOverTheMinutesTokensWaitsUntilEnoughAreAMinuteOld() {
    RateBudget budget = budget(10, 100);
    send(budget, 40);
    now += 7;
    send(budget, 40);

    assertThat(wait(budget, 30)).isEqualTo(HELD - 7);
  }

  @Test
  void requestLargerThanAMinuteHasAnEmptyWindow() {
    RateBudget budget = budget(10, 100);
    send(budget, 1);

    assertThat(wait(budget, 500)).isEqualTo(HELD);
    assertThat(wait(budget, 1)).isGreaterThanOrEqualTo(2 * HELD);
  }

  @Test
  void laterRequestIsNotSentBeforeAnEarlierOne() {
    RateBudget budget = budget(10, 100);
    send(budget, 90);
    wait(budget, 90);

    assertThat(wait(budget, 1)).isEqualTo(HELD);
  }

  @Test
  void minuteWithoutRequestsFreesTheBudget() {
    RateBudget budget = budget(1, 100);
    send(budget, 100);
    now += HELD;

    assertThat(send(budget, 100)).isZero();
  }

  @Test
  void clockThatStartsBelowZeroServes() {
    now = -3 * MINUTE;
    RateBudget budget = budget(1, 100);
    send(budget, 1);

    assertThat(send(budget, 1)).isEqualTo(HELD);
  }

  @Test
  void withoutLimitsNothingWaits() {
    RateBudget budget = budget(0, 0);

    assertThat(IntStream.range(0, 1_000).mapToLong(i -> send(budget, 1_000_000))).containsOnly(0L);
  }

  @Test
  void requestThatIsLongOnItsWayOutHoldsItsPlaceUntilItIsOut() {
    RateBudget budget = new RateBudget(new RateBudget.Limits(0, 0, 1, 0), () -> now);
    RateBudget.Slot slow = budget.ask(1);
    RateBudget.Slot next = budget.ask(1);
    now += 30 * SECOND;

    assertThat(budget.askAgain(next.id()).nanosToWait()).as("not out yet").isPositive();
    budget.sent(slow.id());
    now += SECOND;
    assertThat(budget.askAgain(next.id()).nanosToWait()).as("on its way").isPositive();
    now += SECOND / 40;
    assertThat(budget.askAgain(next.id()).nanosToWait()).isZero();
  }

  @Test
  void requestOfAProcessThatDiedIsNotWaitedForForEver() {
    RateBudget budget = budget(1, 0);
    budget.ask(1);
    now += 2 * HELD;

    assertThat(budget.ask(1).nanosToWait()).isZero();
  }

  @Test
  void placeThatWasNotUsedIsFreeAgain() {
    RateBudget budget = budget(1, 100);
    budget.release(budget.ask(100).id());

    assertThat(send(budget, 100)).isZero();
  }

  @Test
  void whatTheServiceCountedTakesTheEstimatesPlace() {
    RateBudget budget = budget(10, 100);
    budget.answered(budget.ask(90).id(), 20);

    assertThat(send(budget, 80)).isZero();
  }

  @Test
  void requestsOfASecondDoNotComeAllAtOnce() {
    RateBudget budget = new RateBudget(new RateBudget.Limits(0, 0, 100, 0), () -> now);
    long[] waits = LongStream.range(0, 100).map(i -> budget.ask(1).nanosToWait()).toArray();

    assertThat(waits[0]).isZero();
    for (int i = 1; i < waits.length; i++) {
      assertThat(waits[i] - waits[i - 1]).isGreaterThanOrEqualTo(8 * MILLI);
    }
    assertThat(waits[99]).as("what was missed can be caught up with").isLessThan(SECOND);
  }

  @Test
  void refusalByTheServicePausesForAsLongAsItSays() {
    RateBudget budget = budget(100, 0);
    budget.limited(3 * SECOND);

    assertThat(send(budget, 1)).isEqualTo(3 * SECOND);
    assertThat(budget.share()).as("one is no sign of a lower limit").isEqualTo(1);
  }

  @Test
  void refusalsOfHalfAMinuteHalveTheRateUntilMinutesHavePassed() {
    RateBudget budget = budget(10, 0);
    hearOfAWindow(budget, 5);

    assertThat(budget.share()).isEqualTo(0.5);
    IntStream.range(0, 5).forEach(i -> assertThat(send(budget, 1)).isZero());
    assertThat(wait(budget, 1)).isPositive();
    now += 10 * MINUTE;
    assertThat(budget.share()).isEqualTo(1);
  }

  @Test
  void refusalsWhereTheWholeLimitWasLetInSlowNothing() {
    RateBudget budget = budget(10, 0);
    hearOfAWindow(budget, 10);

    assertThat(budget.share()).isEqualTo(1);
  }

  @Test
  void refusalsFewAmongManyAnswersSlowNothing() {
    RateBudget budget = budget(1_000_000, 0);
    for (int i = 0; i < 5_000; i++) {
      now += SECOND / 10;
      long id = budget.ask(1).id();
      if (i % 33 == 0) {
        budget.limited(0);
      } else {
        budget.answered(id, 1);
      }
    }

    assertThat(budget.share()).isEqualTo(1);
  }

  /** Whoever is late, by up to three seconds, in whatever he does. */
  @Property(tries = 60)
  void noWindowEverHoldsMoreThanItsLimit(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int callers,
      @ForAll @IntRange(min = 1, max = 9) int aSecond,
      @ForAll @IntRange(min = 3, max = 200) int aMinute,
      @ForAll @IntRange(min = 1, max = 3_000) int tokensAMinute,
      @ForAll @LongRange(min = 10, max = 3_000) long mostLateMillis) {
    RateBudget.Limits limits = new RateBudget.Limits(aMinute, tokensAMinute, aSecond, 0);
    List<Traffic.Arrival> arrivals =
        new Traffic(clock -> new RateBudget(limits, clock), seed, mostLateMillis * MILLI, 100)
            .of(callers, 4 * MINUTE);

    assertThat(arrivals).hasSizeGreaterThan(1);
    assertThat(Traffic.most(arrivals, SECOND).requests()).isLessThanOrEqualTo(aSecond);
    assertThat(Traffic.most(arrivals, MINUTE).requests()).isLessThanOrEqualTo(aMinute);
    assertThat(Traffic.most(arrivals, MINUTE).tokens()).isLessThanOrEqualTo(tokensAMinute);
  }

  @Property(tries = 40)
  void limitIsUsedWhereNobodyIsVeryLate(
      @ForAll long seed, @ForAll @IntRange(min = 20, max = 200) int aSecond) {
    RateBudget.Limits limits = new RateBudget.Limits(0, 0, aSecond, 0);
    List<Traffic.Arrival> arrivals =
        new Traffic(clock -> new RateBudget(limits, clock), seed, 20 * MILLI, 100)
            .of(aSecond, 20 * SECOND);

    assertThat(arrivals.size() / 20.0 / aSecond).isBetween(0.95, 1.0);
    assertThat(Traffic.most(arrivals, SECOND).requests()).isLessThanOrEqualTo(aSecond);
  }

  @Property(tries = 20)
  void limitOfAMinuteIsUsed(
      @ForAll long seed, @ForAll @IntRange(min = 20, max = 2_000) int aMinute) {
    RateBudget.Limits limits = new RateBudget.Limits(aMinute, 0, 0, 0);
    List<Traffic.Arrival> arrivals =
        new Traffic(clock -> new RateBudget(limits, clock), seed, 100 * MILLI, 100)
            .of(64, 10 * MINUTE);

    // The first minute's burst is at its start.
    assertThat(arrivals.size() / 10.0 / aMinute).isBetween(0.95, 1.0);
  }

  /** So many answers, and five refusals for the limit. */
  private void hearOfAWindow(RateBudget budget, int answers) {
    IntStream.range(0, answers).forEach(i -> budget.answered(budget.ask(1).id(), 1));
    IntStream.range(0, 4).forEach(i -> budget.limited(0));
    now += HELD;
    budget.limited(0);
  }

  /** Waits where it has to, and sends; returns for how long it has waited. */
  private long send(RateBudget budget, long tokens) {
    long asked = now;
    RateBudget.Slot slot = budget.ask(tokens);
    while (slot.nanosToWait() > 0) {
      now += slot.nanosToWait();
      slot = budget.askAgain(slot.id());
    }
    budget.sent(slot.id());
    return now - asked;
  }

  /** Takes a place; returns how far off it is. */
  private static long wait(RateBudget budget, long tokens) {
    return budget.ask(tokens).nanosToWait();
  }

  private RateBudget budget(long requests, long tokens) {
    return new RateBudget(new RateBudget.Limits(requests, tokens, 0, 0), () -> now);
  }
}
