package io.codestrata.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateBudgetTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** How long after its time a request of a minute's budget may arrive. */
  private static final long LATE = TimeUnit.MILLISECONDS.toNanos(1_500);

  private long now = 5;

  /** When a request was sent, and its tokens. */
  private record Sent(long at, long tokens) {}

  /** What a caller does: passes some time, then asks. */
  private record Ask(long pause, long tokens) {}

  @Test
  void requestsUnderBothLimitsNeedNotWait() {
    RateBudget budget = budget(3, 100);

    assertThat(List.of(wait(budget, 50), wait(budget, 50))).containsOnly(0L);
  }

  @Test
  void requestOverTheMinutesRequestsWaitsUntilTheFirstIsAMinuteOld() {
    RateBudget budget = budget(2, 100);
    wait(budget, 1);
    now += 7;
    wait(budget, 1);

    assertThat(wait(budget, 1)).isEqualTo(MINUTE + LATE - 7);
  }

  @Test
  void requestOverTheMinutesTokensWaitsUntilEnoughAreAMinuteOld() {
    RateBudget budget = budget(10, 100);
    wait(budget, 40);
    now += 7;
    wait(budget, 40);

    assertThat(wait(budget, 30)).isEqualTo(MINUTE + LATE - 7);
  }

  @Test
  void requestLargerThanAMinuteHasAnEmptyWindow() {
    RateBudget budget = budget(10, 100);
    wait(budget, 1);

    assertThat(wait(budget, 500)).isEqualTo(MINUTE + LATE);
    assertThat(wait(budget, 1)).isEqualTo(2 * (MINUTE + LATE));
  }

  @Test
  void laterRequestIsNotSentBeforeAnEarlierOne() {
    RateBudget budget = budget(10, 100);
    wait(budget, 90);
    wait(budget, 90);

    assertThat(wait(budget, 1)).isEqualTo(MINUTE + LATE);
  }

  @Test
  void minuteWithoutRequestsFreesTheBudget() {
    RateBudget budget = budget(1, 100);
    wait(budget, 100);
    now += MINUTE + LATE;

    assertThat(wait(budget, 100)).isZero();
  }

  @Test
  void clockThatStartsBelowZeroServes() {
    now = -3 * MINUTE;
    RateBudget budget = budget(1, 100);
    wait(budget, 1);

    assertThat(wait(budget, 1)).isEqualTo(MINUTE + LATE);
  }

  @Test
  void withoutLimitsNothingWaits() {
    RateBudget budget = budget(0, 0);

    assertThat(IntStream.range(0, 1_000).mapToLong(i -> wait(budget, 1_000_000))).containsOnly(0L);
  }

  @Test
  void requestThatMayComeLateHoldsItsPlaceForLongerAndOthersTheirs() {
    RateBudget budget = budget(2, 100);
    budget.grant(60, 7 * SECOND);
    wait(budget, 30);

    assertThat(wait(budget, 20)).isEqualTo(MINUTE + LATE);
    assertThat(wait(budget, 50)).isEqualTo(MINUTE + LATE + 7 * SECOND);
  }

  @Test
  void grantThatWasNotUsedIsFreeAgain() {
    RateBudget budget = budget(1, 100);
    budget.release(budget.grant(100).id());

    assertThat(wait(budget, 100)).isZero();
  }

  @Test
  void whatTheServiceCountedTakesTheEstimatesPlace() {
    RateBudget budget = budget(10, 100);
    budget.counted(budget.grant(90).id(), 20);

    assertThat(wait(budget, 80)).isZero();
  }

  @Test
  void requestsOfASecondAreLimitedBesideThoseOfAMinute() {
    RateBudget budget = new RateBudget(new RateBudget.Limits(1_000, 0, 2, 0), () -> now);
    RateBudget.Slot first = budget.grant(1);
    wait(budget, 1);

    assertThat(wait(budget, 1)).isEqualTo(SECOND + 3 * first.nanosValid());
    assertThat(first.nanosValid()).isLessThan(SECOND / 20);
  }

  @Test
  void requestsOfASecondDoNotComeAllAtOnce() {
    RateBudget budget = new RateBudget(new RateBudget.Limits(0, 0, 100, 0), () -> now);
    List<Long> waits = IntStream.range(0, 100).mapToObj(i -> wait(budget, 1)).toList();

    assertThat(waits.get(0)).isZero();
    for (int i = 1; i < waits.size(); i++) {
      assertThat(waits.get(i) - waits.get(i - 1)).isGreaterThanOrEqualTo(SECOND / 200);
    }
    // What was missed can be caught up with.
    assertThat(waits.get(99)).isLessThan(SECOND / 2);
  }

  @Test
  void refusalByTheServicePausesAndSlowsUntilMinutesHavePassed() {
    RateBudget budget = budget(100, 0);
    budget.limited(3 * SECOND);

    assertThat(wait(budget, 1)).isEqualTo(3 * SECOND);
    assertThat(budget.share()).isLessThan(1);
    now += 10 * MINUTE;
    assertThat(budget.share()).isEqualTo(1);
    assertThat(wait(budget, 1)).isZero();
  }

  @Property(tries = 300)
  void noMinuteEverHoldsMoreThanTheLimits(
      @ForAll("asks") List<Ask> asks,
      @ForAll @IntRange(min = 1, max = 6) int requests,
      @ForAll @IntRange(min = 1, max = 120) int tokens) {
    List<Sent> sent = send(asks, requests, tokens);

    for (Sent last : sent) {
      List<Sent> minute =
          sent.stream().filter(s -> s.at() > last.at() - MINUTE && s.at() <= last.at()).toList();
      long total = minute.stream().mapToLong(Sent::tokens).sum();

      assertThat(minute.size()).isLessThanOrEqualTo(requests);
      assertThat(total <= tokens || minute.size() == 1).isTrue();
    }
  }

  @Property(tries = 300)
  void requestsAreGrantedInTheOrderAskedAndNeverInThePast(
      @ForAll("asks") List<Ask> asks, @ForAll @IntRange(min = 1, max = 6) int requests) {
    now = 0;
    RateBudget budget = budget(requests, 100);
    List<Long> granted = new ArrayList<>();
    for (Ask ask : asks) {
      now += ask.pause();
      granted.add(now + wait(budget, ask.tokens()));
    }

    assertThat(granted).isSorted();
  }

  @Provide
  Arbitrary<List<Ask>> asks() {
    Arbitrary<Long> pause = Arbitraries.longs().between(0, MINUTE * 2);
    Arbitrary<Long> tokens = Arbitraries.longs().between(0, 150);
    return pause.flatMap(p -> tokens.map(t -> new Ask(p / 8, t))).list().ofMaxSize(40);
  }

  private List<Sent> send(List<Ask> asks, int requests, int tokens) {
    now = 0;
    RateBudget budget = budget(requests, tokens);
    List<Sent> sent = new ArrayList<>();
    for (Ask ask : asks) {
      now += ask.pause();
      RateBudget.Slot slot = budget.grant(ask.tokens());
      assertThat(slot.nanosToWait()).isNotNegative();
      long late = slot.nanosValid() * (sent.size() % 4);
      sent.add(new Sent(now + slot.nanosToWait() + late, ask.tokens()));
    }
    return sent;
  }

  private static long wait(RateBudget budget, long tokens) {
    long wait = budget.grant(tokens).nanosToWait();
    assertThat(wait).isNotNegative();
    return wait;
  }

  private RateBudget budget(long requests, long tokens) {
    return new RateBudget(new RateBudget.Limits(requests, tokens, 0, 0), () -> now);
  }
}
