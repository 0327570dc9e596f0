package io.codestrata.pgvector;

import java.util.Random;

/**
 * Vectors that lie as embeddings of code do: in many clusters of clusters, each Gaussian with a
 * spectrum that falls off, so that neighbours differ in few directions; of unit length. Vectors
 * drawn from one Gaussian have no neighbours, and no index finds what is not there.
 */
final class VectorMixture {
  private static final int DIRECTIONS = 64;
  private static final int BASES = 8;
  private static final float SPREAD = 0.7f;
  private static final float NOISE = 0.1f;

  private final Random random;
  private final int dimension;
  private final float[][] centres;
  private final float[][] bases = new float[BASES][];

  /**
   * @param clusters how many
   * @param seed the same gives the same vectors
   */
  VectorMixture(int dimension, int clusters, long seed) {
    this.random = new Random(seed);
    this.dimension = dimension;
    this.centres = new float[clusters][];
    float[][] wide = new float[Math.max(1, clusters / 20)][];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = gaussian(dimension);
    }
    for (int i = 0; i < clusters; i++) {
      float[] centre = gaussian(dimension);
      float[] around = wide[i % wide.length];
      for (int d = 0; d < dimension; d++) {
        centre[d] += around[d];
      }
      centres[i] = unit(centre);
    }
    for (int i = 0; i < BASES; i++) {
      bases[i] = gaussian(DIRECTIONS * dimension);
    }
  }

  float[] next() {
    int cluster = random.nextInt(centres.length);
    float[] vector = centres[cluster].clone();
    float[] basis = bases[cluster % BASES];
    // Of unit length in the mean: the directions' variances fall as 1/k and sum up to 4.74.
    double scale = SPREAD / Math.sqrt(4.74 * dimension);
    for (int k = 0; k < DIRECTIONS; k++) {
      float weight = (float) (random.nextGaussian() * scale / Math.sqrt(k + 1));
      int from = k * dimension;
      for (int d = 0; d < dimension; d++) {
        vector[d] += weight * basis[from + d];
      }
    }
    float noise = (float) (NOISE / Math.sqrt(dimension));
    for (int d = 0; d < dimension; d++) {
      vector[d] += noise * (random.nextFloat() - 0.5f) * 3.46f;
    }
    return unit(vector);
  }

  private float[] gaussian(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] unit(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += value * value;
    }
    float scale = (float) (1 / Math.sqrt(square));
    for (int d = 0; d < vector.length; d++) {
      vector[d] *= scale;
    }
    return vector;
  }
}
