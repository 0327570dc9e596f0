package io.codestrata.chunk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text that a JSON file holds in one or more strings, decoded, and where in the file each of its
 * bytes stands. What is no character (NUL, half a surrogate pair) becomes U+FFFD.
 */
final class JsonText {
  private static final char REPLACEMENT = '\ufffd';

  private final byte[] file;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private int[] starts = new int[256];
  private int[] ends = new int[256];

  JsonText(byte[] file) {
    this.file = file;
  }

  /**
   * Appends a string of the file.
   *
   * @param start of what stands between the quotes
   * @param end exclusive
   */
  void append(int start, int end) {
    int at = start;
    while (at < end) {
      if (file[at] != '\\') {
        put(file[at], at, at + 1);
        at++;
      } else if (file[at + 1] != 'u') {
        put(unescaped(file[at + 1]), at, at + 2);
        at += 2;
      } else {
        at = unicode(at, end);
      }
    }
  }

  /** Appends one character written as {@code \}{@code uXXXX}, or as two of them. */
  private int unicode(int start, int end) {
    char first = unit(start);
    int at = start + 6;
    String character = String.valueOf(first == 0 ? REPLACEMENT : first);
    if (Character.isHighSurrogate(first)
        && at + 6 <= end
        && file[at] == '\\'
        && file[at + 1] == 'u'
        && Character.isLowSurrogate(unit(at))) {
      character = new String(new char[] {first, unit(at)});
      at += 6;
    } else if (Character.isSurrogate(first)) {
      character = String.valueOf(REPLACEMENT);
    }
    for (byte value : character.getBytes(StandardCharsets.UTF_8)) {
      put(value, start, at);
    }
    return at;
  }

  private char unit(int escape) {
    String digits = new String(file, escape + 2, 4, StandardCharsets.US_ASCII);
    return (char) Integer.parseInt(digits, 16);
  }

  private static byte unescaped(byte escape) {
    return switch (escape) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> escape;
    };
  }

  private void put(byte value, int start, int end) {
    int at = text.size();
    if (at == starts.length) {
      starts = Arrays.copyOf(starts, at * 2);
      ends = Arrays.copyOf(ends, at * 2);
    }
    starts[at] = start;
    ends[at] = end;
    text.write(value);
  }

  byte[] utf8() {
    return text.toByteArray();
  }

  /** Where in the file the text's byte stands, which begins a character. */
  int fileStart(int at) {
    return starts[at];
  }

  /** Where in the file the text up to this byte ends. */
  int fileEnd(int end) {
    return ends[end - 1];
  }
}
