package io.codestrata.voyagesim;

import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/** How long an answer takes from its request's arrival on. */
final class Latency {
  private static final String LOG_NORMAL = "lognormal:";

  private final ToLongFunction<SplittableRandom> nanos;

  private Latency(ToLongFunction<SplittableRandom> nanos) {
    this.nanos = nanos;
  }

  /**
   * A latency from a flag.
   *
   * @param text {@code 200ms}, {@code 100ms..300ms} (all alike likely) or {@code
   *     lognormal:200ms,0.5} (the median and the deviation of the logarithm)
   * @throws IllegalArgumentException for another form
   */
  static Latency parse(String text) {
    if (text.startsWith(LOG_NORMAL)) {
      String[] parts = text.substring(LOG_NORMAL.length()).split(",", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException("write lognormal:MEDIAN,SIGMA, not '" + text + "'");
      }
      long median = Durations.nanos(parts[0]);
      double sigma = Numbers.decimal(parts[1], 0, 10);
      return new Latency(random -> (long) (median * Math.exp(sigma * random.nextGaussian())));
    }
    int dots = text.indexOf("..");
    if (dots < 0) {
      long fixed = Durations.nanos(text);
      return new Latency(random -> fixed);
    }
    long least = Durations.nanos(text.substring(0, dots));
    long most = Durations.nanos(text.substring(dots + 2));
    if (most < least) {
      throw new IllegalArgumentException("the latency's end lies before its start: " + text);
    }
    return new Latency(random -> random.nextLong(least, most + 1));
  }

  long nextNanos(SplittableRandom random) {
    return nanos.applyAsLong(random);
  }
}
