package io.codestrata.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
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
    "\u00e9\u00e9, 4"
  })
  void wordsCountByFoursAndSignsByOne(String text, int tokens) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

    assertThat(ESTIMATE.count(utf8, 0, utf8.length)).isEqualTo(tokens);
  }

  @Property
  void longerRangeNeverCountsLess(@ForAll String text, @ForAll @IntRange(max = 50) int shorter) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int end = Math.min(shorter, utf8.length);

    assertThat(ESTIMATE.count(utf8, 0, end))
        .isLessThanOrEqualTo(ESTIMATE.count(utf8, 0, utf8.length));
  }
}
