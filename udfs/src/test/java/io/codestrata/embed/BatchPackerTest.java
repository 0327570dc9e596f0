package io.codestrata.embed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchPackerTest {
  @Test
  void batchIsClosedWhenTheNextTextWouldOverfillIt() {
    assertThat(pack(List.of(3, 3, 4, 1), 10, 6)).containsExactly(List.of(3, 3), List.of(4, 1));
  }

  @Test
  void batchIsClosedWhenItHasAllTextsACallMayCarry() {
    assertThat(pack(List.of(1, 1, 1), 2, 100)).containsExactly(List.of(1, 1), List.of(1));
  }

  @Test
  void textOverTheLimitHasABatchOfItsOwn() {
    assertThat(pack(List.of(1, 99, 1), 10, 6)).containsExactly(List.of(1), List.of(99), List.of(1));
  }

  @Test
  void nothingIsNoBatch() {
    assertThat(pack(List.of(), 10, 6)).isEmpty();
  }

  @Test
  void tokensThatOverflowAnIntAreCountedRight() {
    assertThat(pack(List.of(Integer.MAX_VALUE, Integer.MAX_VALUE), 10, Integer.MAX_VALUE))
        .hasSize(2);
  }

  @Property
  void everyTextIsInOneBatchInOrder(
      @ForAll List<@IntRange(max = 50) Integer> texts,
      @ForAll @IntRange(min = 1, max = 5) int maxTexts,
      @ForAll @IntRange(min = 1, max = 100) int maxTokens) {
    assertThat(pack(texts, maxTexts, maxTokens).stream().flatMap(List::stream))
        .containsExactlyElementsOf(texts);
  }

  @Property
  void noBatchIsOverALimitUnlessItIsOneText(
      @ForAll List<@IntRange(max = 50) Integer> texts,
      @ForAll @IntRange(min = 1, max = 5) int maxTexts,
      @ForAll @IntRange(min = 1, max = 100) int maxTokens) {
    assertThat(pack(texts, maxTexts, maxTokens))
        .allSatisfy(
            batch -> {
              assertThat(batch).isNotEmpty().hasSizeLessThanOrEqualTo(maxTexts);
              if (batch.size() > 1) {
                assertThat(batch.stream().mapToInt(tokens -> tokens).sum())
                    .isLessThanOrEqualTo(maxTokens);
              }
            });
  }

  @Property
  void noTwoNeighboursWouldFitInOneBatch(
      @ForAll List<@IntRange(max = 50) Integer> texts,
      @ForAll @IntRange(min = 1, max = 5) int maxTexts,
      @ForAll @IntRange(min = 1, max = 100) int maxTokens) {
    List<List<Integer>> batches = pack(texts, maxTexts, maxTokens);

    for (int i = 1; i < batches.size(); i++) {
      List<Integer> batch = batches.get(i - 1);
      int tokens = batch.stream().mapToInt(token -> token).sum() + batches.get(i).get(0);

      assertThat(batch.size() == maxTexts || tokens > maxTokens).isTrue();
    }
  }

  private static List<List<Integer>> pack(List<Integer> texts, int maxTexts, long maxTokens) {
    return new BatchPacker(new BatchLimits(maxTexts, maxTokens, Integer.MAX_VALUE))
        .pack(texts, tokens -> tokens);
  }
}
