package io.codestrata.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateBudgetTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

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
    budget.nanosToWait(1);
    now += 7;
    budget.nanosToWait(1);

    assertThat(budget.nanosToWait(1)).isEqualTo(MINUTE - 7);
  }

  @Test
  void requestOverTheMinutesTokensWaitsUntilEnoughAreAMinuteOld() {
    RateBudget budget = budget(10, 100);
    budget.nanosToWait(40);
    now += 7;
    budget.nanosToWait(40);

    assertThat(budget.nanosToWait(30)).isEqualTo(MINUTE - 7);
  }

  @Test
  void requestLargerThanAMinuteHasAnEmptyWindow() {
    RateBudget budget = budget(10, 100);
    budget.nanosToWait(1);

    assertThat(budget.nanosToWait(500)).isEqualTo(MINUTE);
    assertThat(budget.nanosToWait(1)).isEqualTo(2 * MINUTE);
  }

  @Test
  void laterRequestIsNotSentBeforeAnEarlierOne() {
    RateBudget budget = budget(10, 100);
    budget.nanosToWait(90);
    budget.nanosToWait(90);

    assertThat(budget.nanosToWait(1)).isEqualTo(MINUTE);
  }

  @Test
  void minuteWithoutRequestsFreesTheBudget() {
    RateBudget budget = budget(1, 100);
    budget.nanosToWait(100);
    now += MINUTE;

    assertThat(budget.nanosToWait(100)).isZero();
  }

  @Test
  void clockThatStartsBelowZeroServes() {
    now = -3 * MINUTE;
    RateBudget budget = budget(1, 100);
    budget.nanosToWait(1);

    assertThat(budget.nanosToWait(1)).isEqualTo(MINUTE);
  }

  @Test
  void limitsBelowOneLetOneRequestAMinutePass() {
    RateBudget budget = budget(0, 0);

    assertThat(List.of(budget.nanosToWait(1), budget.nanosToWait(1))).containsExactly(0L, MINUTE);
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
    List<Sent> sent = send(asks, requests, 100);

    assertThat(sent).extracting(Sent::at).isSorted();
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
      sent.add(new Sent(now + wait(budget, ask.tokens()), ask.tokens()));
    }
    return sent;
  }

  private static long wait(RateBudget budget, long tokens) {
    long wait = budget.nanosToWait(tokens);
    assertThat(wait).isNotNegative();
    return wait;
  }

  private RateBudget budget(long requests, long tokens) {
    return new RateBudget(requests, tokens, () -> now);
  }
}
