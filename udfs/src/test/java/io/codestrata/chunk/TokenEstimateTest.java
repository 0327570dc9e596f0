package io.codestrata.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEstimateTest {
  private static final TokenEstimate ESTIMATE = new TokenEstimate();

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "' \t\n', 0",
    "abcd, 1",
    "abcde, 2",
    "a b, 2",
    "a+b, 3",
    "f(x), 4",
    "\u00e9\u00e9, 2"
  })
  void wordsCountByFoursAndSignsByOne(String text, int tokens) {
    assertThat(ESTIMATE.count(text, 0, text.length())).isEqualTo(tokens);
  }

  @Property
  void longerRangeNeverCountsLess(@ForAll String text, @ForAll @IntRange(max = 50) int shorter) {
    int end = Math.min(shorter, text.length());

    assertThat(ESTIMATE.count(text, 0, end))
        .isLessThanOrEqualTo(ESTIMATE.count(text, 0, text.length()));
  }
}
