package io.codestrata.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counts the bytes of a file that stand in rows of data. */
final class RowBytes {
  private static final int ROW_START = 24;
  private static final String NUMERIC = "0123456789abcdefABCDEFxXuUlL,;:{}()[]<>.+-_|& \t\r\"'";

  private RowBytes() {}

  /** Bytes of INSERT statements and of what COPY reads. */
  static long ofSql(byte[] utf8) {
    long bytes = 0;
    boolean copying = false;
    int start = 0;
    while (start < utf8.length) {
      int end = lineEnd(utf8, start);
      String row =
          new String(utf8, start, Math.min(ROW_START, end - start), StandardCharsets.UTF_8)
              .strip()
              .toUpperCase(Locale.ROOT);
      boolean insert =
          row.startsWith("INSERT ")
              || row.startsWith("REPLACE INTO")
              || row.startsWith("VALUES")
              || row.startsWith("(");
      if (copying || insert) {
        bytes += end - start + 1;
      }
      copying = copying ? !row.equals("\\.") : row.startsWith("COPY ");
      start = end + 1;
    }
    return bytes;
  }

  /** Bytes of lines that hold numbers, decimal or hexadecimal, and signs between them. */
  static long ofNumbers(byte[] utf8) {
    boolean[] numeric = new boolean[128];
    NUMERIC.chars().forEach(c -> numeric[c] = true);
    long bytes = 0;
    int start = 0;
    while (start < utf8.length) {
      int end = lineEnd(utf8, start);
      boolean numbers = true;
      int digits = 0;
      for (int at = start; at < end && numbers; at++) {
        numbers = utf8[at] >= 0 && numeric[utf8[at]];
        digits += utf8[at] >= '0' && utf8[at] <= '9' ? 1 : 0;
      }
      // Hexadecimal digits spell words, but those have no digits in them.
      if (numbers && digits * 5 >= end - start) {
        bytes += end - start + 1;
      }
      start = end + 1;
    }
    return bytes;
  }

  /** The first lines that are not blank, each cut to a length in bytes. */
  static List<String> lines(byte[] utf8, int most, int longest) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < utf8.length && lines.size() < most) {
      int end = lineEnd(utf8, start);
      String line = new String(utf8, start, Math.min(longest, end - start), StandardCharsets.UTF_8);
      if (!line.isBlank()) {
        lines.add(line);
      }
      start = end + 1;
    }
    return lines;
  }

  private static int lineEnd(byte[] utf8, int start) {
    int end = start;
    while (end < utf8.length && utf8[end] != '\n') {
      end++;
    }
    return end;
  }
}
