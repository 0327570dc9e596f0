package io.codestrata.chunk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file's bytes, measured: tokens and line numbers of byte ranges, and where lines may be cut. */
final class Utf8Lines {
  private final byte[] utf8;
  private final String bytesAsChars;
  private final TokenCounter counter;
  private final int[] lineStarts;

  Utf8Lines(byte[] utf8, TokenCounter counter) {
    this.utf8 = utf8;
    // One char a byte, so that byte offsets serve; a character of several bytes counts as several.
    this.bytesAsChars = new String(utf8, StandardCharsets.ISO_8859_1);
    this.counter = counter;
    int[] starts = new int[16];
    int count = 1;
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] == '\n') {
        if (count == starts.length) {
          starts = Arrays.copyOf(starts, count * 2);
        }
        starts[count++] = i + 1;
      }
    }
    lineStarts = Arrays.copyOf(starts, count);
  }

  int tokens(int start, int end) {
    return counter.count(bytesAsChars, start, end);
  }

  int length() {
    return utf8.length;
  }

  String text(int start, int end) {
    return new String(utf8, start, end - start, StandardCharsets.UTF_8);
  }

  /** 1-based number of the line that holds the byte. */
  int line(int at) {
    int found = Arrays.binarySearch(lineStarts, at);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** First byte that is not white space, but no later than needed to keep its indentation. */
  int trimmedStart(int start, int end) {
    int visible = start;
    while (visible < end && isBlank(utf8[visible])) {
      visible++;
    }
    int lineStart = visible;
    while (lineStart > start && utf8[lineStart - 1] != '\n') {
      lineStart--;
    }
    return lineStart;
  }

  int trimmedEnd(int start, int end) {
    int last = end;
    while (last > start && isBlank(utf8[last - 1])) {
      last--;
    }
    return last;
  }

  /**
   * Cuts a range at line ends, and a line that is too long at character borders, into pieces within
   * the budget.
   *
   * @return ends of the pieces, ascending, the last one the range's own
   */
  List<Integer> cuts(int start, int end, int maxTokens) {
    List<Integer> cuts = new ArrayList<>();
    int from = start;
    int at = start;
    int tokens = 0;
    while (at < end) {
      int lineEnd = Math.min(end, line(at) < lineStarts.length ? lineStarts[line(at)] : end);
      int lineTokens = tokens(at, lineEnd);
      if (tokens + lineTokens > maxTokens && at > from) {
        cuts.add(at);
        from = at;
        tokens = 0;
      }
      if (lineTokens > maxTokens) {
        lineEnd = cutLine(at, lineEnd, maxTokens);
        cuts.add(lineEnd);
        from = lineEnd;
      } else {
        tokens += lineTokens;
      }
      at = lineEnd;
    }
    if (cuts.isEmpty() || cuts.get(cuts.size() - 1) < end) {
      cuts.add(end);
    }
    return cuts;
  }

  /** The farthest character border within the budget; at least one character on. */
  private int cutLine(int start, int end, int maxTokens) {
    int low = start + 1;
    int high = end;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (tokens(start, middle) <= maxTokens) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    int cut = low;
    while (cut > start && cut < end && isContinuation(utf8[cut])) {
      cut--;
    }
    if (cut == start) {
      cut = low;
      while (cut < end && isContinuation(utf8[cut])) {
        cut++;
      }
    }
    return cut;
  }

  private static boolean isContinuation(byte value) {
    return (value & 0xc0) == 0x80;
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\n' || value == '\r' || value == '\t' || value == '\f';
  }
}
