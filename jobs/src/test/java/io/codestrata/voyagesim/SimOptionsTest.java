package io.codestrata.voyagesim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flags and what they mean. */
class SimOptionsTest {
  private static final long MILLI = 1_000_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--prot 1                        | Unknown option: '--prot'",
        "--port                          | --port needs a value",
        "--port x                        | --port: 'x' is no whole number from 0 to 65535",
        "--port 65536                    | no whole number",
        "--requests-per-minute -1        | no whole number",
        "--latency 5                     | '5' is no duration (write 200ms or 1.5s",
        "--latency 3s..2s                | the latency's end lies before its start",
        "--latency lognormal:200ms       | write lognormal:MEDIAN,SIGMA",
        "--fault 503                     | write FAULT=RATE",
        "--fault 503=1.5                 | no number from 0",
        "--fault 503=0.6,reset=0.6       | sum to more than 1",
        "--fault wobble=0.1              | no fault 'wobble'",
        "--vectors good                  | --vectors takes similar or random",
        "--retry-after soon              | no whole number"
      })
  void wrongFlagsAreNamed(String flags, String expected) {
    assertThatThrownBy(() -> SimOptions.parse(flags.strip().split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void latenciesFollowTheirDistribution() {
    assertThat(drawn("1.5s")).containsOnly(1_500 * MILLI);
    long[] uniform = drawn("100ms..300ms");
    assertThat(uniform[0]).isBetween(100 * MILLI, 110 * MILLI);
    assertThat(uniform[uniform.length - 1]).isBetween(290 * MILLI, 300 * MILLI);
    assertThat(uniform[uniform.length / 2]).isBetween(180 * MILLI, 220 * MILLI);
    // The quantile at one deviation is e to the sigma times the median.
    long[] logNormal = drawn("lognormal:200ms,0.5");
    assertThat(logNormal[logNormal.length / 2]).isBetween(190 * MILLI, 210 * MILLI);
    assertThat(logNormal[(int) (logNormal.length * 0.8413)]).isBetween(310 * MILLI, 350 * MILLI);
  }

  private static long[] drawn(String latency) {
    SplittableRandom random = new SplittableRandom(1);
    Latency parsed = Latency.parse(latency);
    return LongStream.generate(() -> parsed.nextNanos(random)).limit(4_000).sorted().toArray();
  }
}
