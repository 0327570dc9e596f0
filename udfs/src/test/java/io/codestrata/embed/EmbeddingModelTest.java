package io.codestrata.embed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EmbeddingModelTest {
  private static final EmbeddingModel MODEL =
      new EmbeddingModel("voyage", "voyage-code-3", 1_024, "float", 0.18);

  @Test
  void keyTellsNameDimensionAndType() {
    assertThat(MODEL.key()).isEqualTo("voyage-code-3/1024/float");
  }

  @Test
  void otherPriceIsNoOtherKey() {
    assertThat(new EmbeddingModel("voyage", "voyage-code-3", 1_024, "float", 0).key())
        .isEqualTo(MODEL.key());
  }
}
