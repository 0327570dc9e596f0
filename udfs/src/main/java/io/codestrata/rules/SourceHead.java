package io.codestrata.rules;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The first and the last bytes of a file as text.
 *
 * @param text of the beginning, one character cut at most
 * @param tail of the end
 */
record SourceHead(String text, String tail) {
  private static final int HEAD_BYTES = 16_384;
  private static final int TAIL_BYTES = 512;

  static SourceHead of(byte[] utf8) {
    int mark = startsWithMark(utf8) ? 3 : 0;
    int head = Math.min(utf8.length - mark, HEAD_BYTES);
    int tail = Math.min(utf8.length, TAIL_BYTES);
    return new SourceHead(
        new String(utf8, mark, head, StandardCharsets.UTF_8),
        new String(utf8, utf8.length - tail, tail, StandardCharsets.UTF_8));
  }

  List<String> lines() {
    return text.lines().toList();
  }

  private static boolean startsWithMark(byte[] utf8) {
    return utf8.length >= 3
        && utf8[0] == (byte) 0xef
        && utf8[1] == (byte) 0xbb
        && utf8[2] == (byte) 0xbf;
  }
}
