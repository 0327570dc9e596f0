package io.codestrata.voyagesim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The largest sums in a window, and the limits that go by them. */
class ArrivalsTest {
  private static final long SECOND = 1_000_000_000L;

  /** What comes after what, in nanoseconds, with how many tokens. */
  record Step(long nanos, int tokens, boolean limited) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    // Bursts, gaps around a second, and gaps around a minute.
    Arbitrary<Long> gaps =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 3),
            Arbitraries.longs().between(SECOND / 3 - 1, SECOND / 3 + 1),
            Arbitraries.longs().between(SECOND - 1, SECOND + 1),
            Arbitraries.longs().between(20 * SECOND - 1, 20 * SECOND + 1));
    return Combinators.combine(
            gaps, Arbitraries.integers().between(0, 9), Arbitraries.of(true, false))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 500)
  void maximaAreThoseOfABruteForceCount(@ForAll("steps") List<Step> steps) {
    List<Arrival> log = log(steps);
    Arrivals arrivals = new Arrivals(log);

    assertThat(arrivals.all()).isEqualTo(bruteForce(log));
    assertThat(arrivals.admitted())
        .isEqualTo(bruteForce(log.stream().filter(arrival -> !arrival.limited()).toList()));
  }

  @Property(tries = 500)
  void eachArrivalIsCountedInItsSecond(@ForAll("steps") List<Step> steps) {
    List<Arrival> log = log(steps);
    List<Integer> perSecond = new Arrivals(log).perSecond();

    for (int i = 0; i < perSecond.size(); i++) {
      long start = log.get(0).nanos() + i * SECOND;
      assertThat(perSecond.get(i).longValue())
          .isEqualTo(
              log.stream().filter(a -> a.nanos() >= start && a.nanos() < start + SECOND).count());
    }
    assertThat(perSecond.stream().mapToInt(count -> count).sum()).isEqualTo(log.size());
  }

  @Property(tries = 500)
  void windowNeverLetsInMoreThanItsLimitAndRefusesOnlyWhatIsOver(
      @ForAll("steps") List<Step> steps) {
    SlidingWindow window = new SlidingWindow(SECOND, 12);
    List<Arrival> admitted = new ArrayList<>();
    for (Arrival arrival : log(steps)) {
      long now = arrival.nanos();
      long recent =
          admitted.stream().filter(a -> a.nanos() > now - SECOND).mapToLong(Arrival::tokens).sum();
      long wait = window.nanosToWait(now, arrival.tokens());
      assertThat(wait == 0).isEqualTo(recent + arrival.tokens() <= 12);
      if (wait == 0) {
        window.add(now, arrival.tokens());
        admitted.add(arrival);
      }
    }
    assertThat(largest(admitted, SECOND, Arrival::tokens)).isLessThanOrEqualTo(12);
  }

  private static List<Arrival> log(List<Step> steps) {
    List<Arrival> log = new ArrayList<>();
    long now = -5 * SECOND;
    for (Step step : steps) {
      now += step.nanos();
      log.add(new Arrival(now, 1, step.tokens(), 200, step.limited()));
    }
    return log;
  }

  private static WindowMaxima bruteForce(List<Arrival> log) {
    return new WindowMaxima(
        largest(log, 60 * SECOND, arrival -> 1),
        largest(log, 60 * SECOND, Arrival::tokens),
        largest(log, SECOND, arrival -> 1),
        largest(log, SECOND, Arrival::tokens));
  }

  private static long largest(List<Arrival> log, long nanos, ToLongFunction<Arrival> amount) {
    long largest = 0;
    for (Arrival first : log) {
      long sum =
          log.stream()
              .filter(a -> a.nanos() >= first.nanos() && a.nanos() < first.nanos() + nanos)
              .mapToLong(amount)
              .sum();
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
