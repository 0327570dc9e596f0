package io.codestrata.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.embed.Permits.Outcome;
import io.codestrata.embed.Permits.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AccountPermitsTest {
  private static final RateBudget.Limits NONE = new RateBudget.Limits(0, 0, 0, 0);
  private static final Duration GIVE_UP = Duration.ofMinutes(10);

  private long now;

  @Property(tries = 200)
  void moneyIsNeverPassedWhileEstimatesAreRightWithinATenth(
      @ForAll @IntRange(min = 1, max = 500) int maxCents, @ForAll @IntRange(max = 8) int inFlight) {
    AccountPermits permits = permits(1.0, maxCents / 100.0);
    List<Permit> open = new ArrayList<>();
    long billed = 0;
    try {
      while (true) {
        open.add(permits.ask(100_000, Permit.FIRST));
        if (open.size() > inFlight) {
          long counted = ThreadLocalRandom.current().nextLong(80_000, 110_000);
          permits.ended(open.remove(0), Outcome.ANSWERED, counted, Duration.ZERO);
          billed += counted;
        }
      }
    } catch (EmbeddingException e) {
      assertThat(e.kind()).isEqualTo(EmbeddingException.Kind.STOPPED);
      assertThat(e.getMessage()).contains("--max-cost");
    }
    for (Permit permit : open) {
      permits.ended(permit, Outcome.ANSWERED, 110_000, Duration.ZERO);
      billed += 110_000;
    }

    assertThat(billed / 1e6).isLessThanOrEqualTo(maxCents / 100.0);
    assertThat(permits.spent().tokens()).isEqualTo(billed);
  }

  @Test
  void whatMayHaveBeenBilledCounts() throws EmbeddingException {
    AccountPermits permits = permits(1.0, 0.21);
    permits.ended(permits.ask(100_000, Permit.FIRST), Outcome.FAILED, 100_000, Duration.ZERO);

    assertThatThrownBy(() -> permits.ask(101_000, Permit.FIRST))
        .isInstanceOf(EmbeddingException.class);
  }

  @Test
  void failuresInARowOpenTheCircuitAndOneAnswerClosesIt() throws Exception {
    AccountPermits permits = permits(0, Double.POSITIVE_INFINITY);
    for (int i = 0; i < 3; i++) {
      permits.ended(permits.ask(1, Permit.FIRST), Outcome.FAILED, 0, Duration.ZERO);
    }

    Permit refused = permits.ask(1, Permit.FIRST);
    assertThat(refused.isGranted()).isFalse();
    assertThat(refused.nanosToWait()).isPositive();
    Thread.sleep(120);
    Permit tried = permits.ask(1, Permit.FIRST);
    assertThat(tried.isGranted()).isTrue();
    permits.ended(tried, Outcome.ANSWERED, 1, Duration.ZERO);
    assertThat(permits.ask(1, Permit.FIRST).isGranted()).isTrue();
  }

  @Test
  void serviceThatNeverAnswersEndsTheRunsCalls() throws EmbeddingException {
    AccountPermits permits = permits(0, Double.POSITIVE_INFINITY);
    permits.ended(permits.ask(1, Permit.FIRST), Outcome.FAILED, 0, Duration.ZERO);
    now += GIVE_UP.toNanos() + 1;

    assertThatThrownBy(() -> permits.ask(1, Permit.FIRST))
        .isInstanceOf(EmbeddingException.class)
        .hasMessageContaining("run again later");
  }

  @Test
  void unusedPermitCostsNothing() throws EmbeddingException {
    AccountPermits permits = permits(1.0, 0.12);
    permits.ended(permits.ask(100_000, Permit.FIRST), Outcome.UNUSED, 0, Duration.ZERO);

    assertThat(permits.ask(100_000, Permit.FIRST).isGranted()).isTrue();
    assertThat(permits.spent()).isEqualTo(new AccountPermits.Spent(0, 0, 0, 0));
  }

  private AccountPermits permits(double price, double maxUsd) {
    return new AccountPermits(
        new AccountPermits.Settings(NONE, price, maxUsd, 3, Duration.ofMillis(100), GIVE_UP),
        () -> now);
  }
}
