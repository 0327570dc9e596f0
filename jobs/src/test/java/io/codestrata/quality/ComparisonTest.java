package io.codestrata.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Map<String, Double> earlier = new HashMap<>();
  private final List<QueryScore> now = new ArrayList<>();

  private void query(String text, double before, boolean found) {
    LabelledQuery query =
        new LabelledQuery(text, List.of(Target.file("a")), List.of(), "symbol", "shop", "java");
    earlier.put(SavedScores.key(query), before);
    now.add(QueryScore.of(query, List.of(new Place(found ? "a" : "b", 1, 1))));
  }

  @Test
  void chanceIsThatOfAllSignsAlike() {
    // Of the 2^6 ways to draw the signs of six equal gains two are as large: 1 in 32.
    for (int i = 0; i < 6; i++) {
      query("gained" + i, 0, true);
    }
    query("same", 1, true);

    Comparison comparison = Comparison.of(earlier, now);

    assertThat(comparison.p()).isCloseTo(1 / 32.0, within(0.005));
    assertThat(comparison.better()).isEqualTo(6);
    assertThat(comparison.worse()).isZero();
    assertThat(comparison.before()).isCloseTo(1 / 7.0, within(1e-12));
    assertThat(comparison.after()).isEqualTo(1);
    assertThat(Comparison.of(earlier, now)).isEqualTo(comparison);
  }

  @Test
  void gainsAndLossesAlikeAreNoDifference() {
    query("gained", 0, true);
    query("lost", 1, false);

    assertThat(Comparison.of(earlier, now).p()).isEqualTo(1);
  }

  @Test
  void queriesOfOneSideOnlyAreCountedAndNotCompared() {
    query("both", 1, true);
    earlier.put("shop\nformer", 0.0);

    Comparison comparison = Comparison.of(earlier, now);

    assertThat(comparison.queries()).isEqualTo(1);
    assertThat(comparison.unmatched()).isEqualTo(1);
    assertThat(comparison.p()).isEqualTo(1);
  }
}
