package io.codestrata.voyagesim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code output_dtype}, after docs.voyageai.com/docs/flexible-dimensions-and-quantization. Bits are
 * 1 where a value is above 0, the leftmost the most significant, eight a byte ({@code ubinary});
 * {@code binary} is that byte less 128. Of {@code int8} and {@code uint8} only the ranges are
 * documented: here the largest magnitude of a vector becomes 127, and uint8 is int8 plus 128.
 */
enum OutputType {
  FLOAT,
  INT8,
  UINT8,
  BINARY,
  UBINARY;

  private static final int OFFSET = 128;

  static Optional<OutputType> named(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(name)).findFirst();
  }

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What base64 encodes: numpy's float32 in little-endian order, int8 or uint8. */
  byte[] bytes(float[] vector) {
    return switch (this) {
      case FLOAT -> {
        ByteBuffer bytes =
            ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        yield bytes.array();
      }
      case INT8 -> scaled(vector, 0);
      case UINT8 -> scaled(vector, OFFSET);
      case BINARY -> packed(vector, OFFSET);
      case UBINARY -> packed(vector, 0);
    };
  }

  /** A byte as the integer that JSON shows. */
  int shown(byte value) {
    return this == UINT8 || this == UBINARY ? value & 0xff : value;
  }

  private static byte[] scaled(float[] vector, int offset) {
    float largest = 0;
    for (float value : vector) {
      largest = Math.max(largest, Math.abs(value));
    }
    byte[] bytes = new byte[vector.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (Math.round(vector[i] / largest * Byte.MAX_VALUE) + offset);
    }
    return bytes;
  }

  private static byte[] packed(float[] vector, int offset) {
    byte[] bytes = new byte[vector.length / Byte.SIZE];
    for (int i = 0; i < bytes.length; i++) {
      int bits = 0;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        bits = bits << 1 | (vector[i * Byte.SIZE + bit] > 0 ? 1 : 0);
      }
      bytes[i] = (byte) (bits - offset);
    }
    return bytes;
  }
}
