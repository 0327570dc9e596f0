package io.codestrata.vector;

/**
 * Smaller forms of a vector, made here, so that any provider's floats feed a prefilter: a shorter
 * head, bytes, bits.
 */
public final class Quantizer {
  private static final int LARGEST_BYTE = 127;

  private Quantizer() {}

  /**
   * The vector at unit length.
   *
   * @throws IllegalArgumentException for zeros, which have no direction
   */
  public static float[] unit(float[] vector) {
    return head(vector, vector.length);
  }

  /**
   * The first components at unit length: the same text's smaller vector, of a model trained for it
   * (Matryoshka, <a href="https://arxiv.org/abs/2205.13147">Kusupati et al.</a>).
   *
   * @param dimension 1 to the vector's
   * @throws IllegalArgumentException for another dimension, and for zeros, which have no direction
   */
  public static float[] head(float[] vector, int dimension) {
    if (dimension < 1 || dimension > vector.length) {
      throw new IllegalArgumentException(
          "a vector of " + vector.length + " has no head of " + dimension);
    }
    double square = 0;
    for (int d = 0; d < dimension; d++) {
      square += (double) vector[d] * vector[d];
    }
    if (square == 0) {
      throw new IllegalArgumentException("a vector of zeros has no direction");
    }
    double scale = 1 / Math.sqrt(square);
    float[] head = new float[dimension];
    for (int d = 0; d < dimension; d++) {
      head[d] = (float) (vector[d] * scale);
    }
    return head;
  }

  /**
   * One signed byte a component, by a scale of the vector's own: its largest magnitude becomes 127,
   * so that all of the range is used whatever the dimension. The scale is not kept: cosine does not
   * need it, and a dot product of two such forms means nothing.
   */
  public static byte[] int8(float[] vector) {
    float largest = 0;
    for (float value : vector) {
      largest = Math.max(largest, Math.abs(value));
    }
    byte[] bytes = new byte[vector.length];
    for (int d = 0; largest > 0 && d < vector.length; d++) {
      bytes[d] = (byte) Math.round((double) vector[d] / largest * LARGEST_BYTE);
    }
    return bytes;
  }

  /**
   * One bit a component, set where it is above zero, the first the most significant of its byte;
   * the last byte is filled up with zeros. The same rule and order as pgvector's {@code
   * binary_quantize} and Voyage's {@code ubinary}, so that the three may be compared.
   */
  public static byte[] bits(float[] vector) {
    byte[] bits = new byte[(vector.length + Byte.SIZE - 1) / Byte.SIZE];
    for (int d = 0; d < vector.length; d++) {
      if (vector[d] > 0) {
        bits[d / Byte.SIZE] |= (byte) (0x80 >>> d % Byte.SIZE);
      }
    }
    return bits;
  }
}
