package io.codestrata.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QuantizerTest {
  @Test
  void headIsTheFirstComponentsAtUnitLength() {
    assertThat(Quantizer.head(new float[] {3, 4, 12}, 2))
        .containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
  }

  @Test
  void headThatTheVectorHasNotIsRefused() {
    float[] vector = {1, 2};

    assertThatThrownBy(() -> Quantizer.head(vector, 3)).hasMessageContaining("no head of 3");
    assertThatThrownBy(() -> Quantizer.head(vector, 0)).hasMessageContaining("no head of 0");
  }

  @Test
  void zerosHaveNoUnitLength() {
    assertThatThrownBy(() -> Quantizer.unit(new float[4])).hasMessageContaining("no direction");
  }

  @Test
  void verySmallComponentsComeToUnitLength() {
    float[] unit = Quantizer.unit(new float[] {1e-30f, 1e-30f});

    assertThat(Similarity.dot(unit, unit)).isCloseTo(1, within(1e-6));
  }

  @Test
  void largestMagnitudeBecomes127() {
    assertThat(Quantizer.int8(new float[] {-0.5f, 0.25f, 0, 0.001f}))
        .containsExactly(-127, 64, 0, 0);
  }

  @Test
  void zerosAreZeroBytes() {
    assertThat(Quantizer.int8(new float[2])).containsExactly(0, 0);
  }

  /** 01001101 is 77 in Voyage's guide, and B'01001101' of pgvector's binary_quantize. */
  @Test
  void bitsAreInVoyagesAndPgvectorsOrder() {
    float[] guide = {
      -0.03955078f,
      0.006214142f,
      -0.07446289f,
      -0.039001465f,
      0.0046463013f,
      0.00030612946f,
      -0.08496094f,
      0.03994751f
    };

    assertThat(Quantizer.bits(guide)).containsExactly(77);
  }

  @Test
  void lastByteIsFilledUpWithZeros() {
    assertThat(Quantizer.bits(new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1})).containsExactly(0xff, 0x80);
  }

  @Test
  void zeroIsNoBit() {
    assertThat(Quantizer.bits(new float[] {0, -0f, 1})).containsExactly(0x20);
  }

  @Property(tries = 100)
  void bytesKeepTheCosine(
      @ForAll @IntRange(min = 64, max = 2_048) int dimension, @ForAll long seed) {
    float[] a = random(dimension, seed);
    float[] b = near(a, seed + 1);

    assertThat(Similarity.cosine(Quantizer.int8(a), Quantizer.int8(b)))
        .isCloseTo(Similarity.cosine(a, b), within(0.02));
  }

  @Property(tries = 100)
  void bitsTellNearFromFar(
      @ForAll @IntRange(min = 256, max = 2_048) int dimension, @ForAll long seed) {
    float[] a = random(dimension, seed);
    byte[] bits = Quantizer.bits(a);

    assertThat(Similarity.hamming(bits, Quantizer.bits(near(a, seed + 1))))
        .isLessThan(Similarity.hamming(bits, Quantizer.bits(random(dimension, seed + 2))));
  }

  private static float[] random(int dimension, long seed) {
    Random random = new Random(seed);
    float[] vector = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      vector[d] = (float) random.nextGaussian();
    }
    return Quantizer.unit(vector);
  }

  private static float[] near(float[] vector, long seed) {
    float[] noise = random(vector.length, seed);
    float[] near = new float[vector.length];
    for (int d = 0; d < vector.length; d++) {
      near[d] = vector[d] + 0.5f * noise[d];
    }
    return Quantizer.unit(near);
  }
}
