package io.codestrata.vector;

/** How near two vectors of one form are. Vectors of two lengths are an error of the caller. */
public final class Similarity {
  private Similarity() {}

  /** The cosine of two vectors of unit length. */
  public static double dot(float[] a, float[] b) {
    checkLengths(a.length, b.length);
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (double) a[d] * b[d];
    }
    return sum;
  }

  /** From -1 to 1; not a number for zeros, which have no direction. */
  public static double cosine(float[] a, float[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  /** The cosine of two int8 forms, whatever their scales. */
  public static double cosine(byte[] a, byte[] b) {
    return dot(a, b) / Math.sqrt((double) dot(a, a) * dot(b, b));
  }

  /** Bits in which two bit forms differ. */
  public static int hamming(byte[] a, byte[] b) {
    checkLengths(a.length, b.length);
    int different = 0;
    for (int i = 0; i < a.length; i++) {
      different += Integer.bitCount((a[i] ^ b[i]) & 0xff);
    }
    return different;
  }

  private static long dot(byte[] a, byte[] b) {
    checkLengths(a.length, b.length);
    long sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  private static void checkLengths(int a, int b) {
    if (a != b) {
      throw new IllegalArgumentException("vectors of " + a + " and " + b + " cannot be compared");
    }
  }
}
