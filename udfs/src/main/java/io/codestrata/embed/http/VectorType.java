package io.codestrata.embed.http;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * How a vector comes over the wire, by the names of Voyage's {@code output_dtype}; each is read
 * into float components that cosine can use (<a
 * href="https://docs.voyageai.com/docs/flexible-dimensions-and-quantization">Voyage, Flexible
 * Dimensions and Quantization</a>).
 */
public enum VectorType {
  /** Little-endian floats, or numbers. */
  FLOAT,
  /** One signed byte a component, read as it is. */
  INT8,
  /** One unsigned byte a component, read less 128, the middle of its range. */
  UINT8,
  /** Eight components a byte, the leftmost the most significant bit, less 128: read as -1 or 1. */
  BINARY,
  /** Eight components a byte, the leftmost the most significant bit: read as -1 or 1. */
  UBINARY;

  private static final int OFFSET = 128;

  /** As requests and cache keys name it, such as {@code ubinary}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a base64 answer's bytes. */
  float[] components(byte[] bytes) throws BrokenAnswer {
    return switch (this) {
      case FLOAT -> floats(bytes);
      case INT8, UINT8 -> {
        float[] components = new float[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
          components[i] = this == INT8 ? bytes[i] : (bytes[i] & 0xff) - OFFSET;
        }
        yield components;
      }
      case BINARY, UBINARY -> bits(bytes, this == BINARY ? OFFSET : 0);
    };
  }

  /** Reads an answer's array of numbers. */
  float[] components(float[] numbers) throws BrokenAnswer {
    if (this == FLOAT) {
      return numbers;
    }
    int least = this == INT8 || this == BINARY ? Byte.MIN_VALUE : 0;
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      float number = numbers[i];
      if (number != (int) number || number < least || number > least + 0xff) {
        throw new BrokenAnswer("it sent a number that is no " + wireName());
      }
      bytes[i] = (byte) number;
    }
    return components(bytes);
  }

  private static float[] floats(byte[] bytes) throws BrokenAnswer {
    if (bytes.length % Float.BYTES != 0) {
      throw new BrokenAnswer("it sent a vector that is cut off");
    }
    float[] components = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(components);
    return components;
  }

  private static float[] bits(byte[] bytes, int offset) {
    float[] components = new float[bytes.length * Byte.SIZE];
    for (int i = 0; i < components.length; i++) {
      int packed = bytes[i / Byte.SIZE] + offset;
      components[i] = (packed >> (Byte.SIZE - 1 - i % Byte.SIZE) & 1) == 1 ? 1 : -1;
    }
    return components;
  }
}
