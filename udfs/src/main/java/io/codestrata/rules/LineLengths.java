package io.codestrata.rules;

import java.util.Arrays;

/**
 * How long a file's lines are, in bytes; blank lines are not counted.
 *
 * @param median the middle one
 * @param longest the longest one
 * @param longBytes bytes in lines over the given length
 * @param shortLines lines up to it
 * @param blankBytes white space, line ends included
 */
record LineLengths(int median, int longest, long longBytes, int shortLines, long blankBytes) {

  static LineLengths of(byte[] utf8, int longLine) {
    int[] lengths = new int[1_024];
    int count = 0;
    long longBytes = 0;
    long blankBytes = 0;
    int shortLines = 0;
    int visible = 0;
    int start = 0;
    for (int at = 0; at <= utf8.length; at++) {
      boolean end = at == utf8.length || utf8[at] == '\n';
      if (!end) {
        visible += isBlank(utf8[at]) ? 0 : 1;
        continue;
      }
      int length = at - start;
      blankBytes += length - visible + (at < utf8.length ? 1 : 0);
      if (visible > 0) {
        lengths = count == lengths.length ? Arrays.copyOf(lengths, count * 2) : lengths;
        lengths[count++] = length;
        longBytes += length > longLine ? length : 0;
        shortLines += length > longLine ? 0 : 1;
      }
      visible = 0;
      start = at + 1;
    }
    int[] sorted = Arrays.copyOf(lengths, count);
    Arrays.sort(sorted);
    return count == 0
        ? new LineLengths(0, 0, 0, 0, blankBytes)
        : new LineLengths(sorted[count / 2], sorted[count - 1], longBytes, shortLines, blankBytes);
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || (value >= '\t' && value <= '\r');
  }
}
