package io.codestrata.voyagesim;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Makes a vector of unit length up from a text, the same each time. The seed is the SHA-256 of the
 * text, mixed with model and input type. Of a shorter vector only its part is made, which is the
 * head of the longer one, normalised anew: Matryoshka embeddings as Voyage documents them
 * (docs.voyageai.com/docs/flexible-dimensions-and-quantization).
 *
 * <p>With {@code similar}, texts that share words point the same way, so that a search over an
 * index of such vectors finds something: each word (camelCase and snake_case apart, plurals as
 * singulars) moves two places of each of the parts 0–255, 256–511, 512–1023 and 1024–2047. The
 * seed's share is a tenth then, and all of it otherwise.
 */
final class VectorMaker {
  private static final int FIRST_PART = 256;
  private static final int PLACES_A_PART = 2;

  /** Makes the noise's length a tenth of what words give over all 2048 places. */
  private static final double NOISE_A_WORD = 0.01;

  private final boolean similar;

  VectorMaker(boolean similar) {
    this.similar = similar;
  }

  /**
   * One vector.
   *
   * @param hash SHA-256 of the text
   * @param inputType {@code query}, {@code document} or empty
   */
  float[] make(SimModel model, String inputType, String text, byte[] hash, int dimension) {
    float[] vector = new float[dimension];
    long modelSeed = mix(model.wireName().hashCode());
    int words = similar ? addWords(vector, text, modelSeed) : 0;
    double noise = words == 0 ? 1 : NOISE_A_WORD * Math.sqrt(words);
    long seed = ByteBuffer.wrap(hash).getLong() ^ modelSeed ^ mix(inputType.hashCode());
    SplittableRandom random = new SplittableRandom(seed);
    double squares = 0;
    for (int i = 0; i < dimension; i++) {
      // Repeated words count less and less.
      float value = Math.copySign((float) Math.sqrt(Math.abs(vector[i])), vector[i]);
      value += (float) (random.nextInt() * 0x1p-31 * noise);
      vector[i] = value;
      squares += (double) value * value;
    }
    float scale = (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < dimension; i++) {
      vector[i] *= scale;
    }
    return vector;
  }

  /** Adds each word of two characters or more, and gives how many there were. */
  private static int addWords(float[] vector, String text, long modelSeed) {
    int words = 0;
    for (int at = 0; at < text.length(); ) {
      int end = wordEnd(text, at);
      if (end - at > 1) {
        words++;
        addWord(vector, mix(modelSeed ^ stem(text, at, end)));
      }
      at = Math.max(end, at + 1);
    }
    return words;
  }

  /** The end of the letters and digits from a place on, before an upper case after a lower one. */
  private static int wordEnd(String text, int start) {
    int end = start;
    boolean lower = false;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (!Character.isLetterOrDigit(c) || (lower && Character.isUpperCase(c))) {
        break;
      }
      lower = Character.isLowerCase(c);
      end++;
    }
    return end;
  }

  private static long stem(String text, int start, int end) {
    boolean plural = end - start > 3 && text.charAt(end - 1) == 's';
    long hash = 0;
    for (int i = start; i < (plural ? end - 1 : end); i++) {
      hash = hash * 31 + Character.toLowerCase(text.charAt(i));
    }
    return hash;
  }

  private static void addWord(float[] vector, long word) {
    long bits = word;
    int size = FIRST_PART;
    for (int start = 0; start < vector.length; start += size, size = start) {
      for (int i = 0; i < PLACES_A_PART; i++) {
        vector[start + (int) (bits >>> 1 & (size - 1))] += (bits & 1) == 0 ? 1 : -1;
        bits = mix(bits);
      }
    }
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
