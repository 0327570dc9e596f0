package io.codestrata.chunk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A file's bytes, measured: tokens and line numbers of byte ranges, and where lines may be cut. */
final class Utf8Lines {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final byte[] utf8;
  private final TokenCounter counter;
  private final int[] lineStarts;
  private final int[] tokensBefore;
  private final int markEnd;

  Utf8Lines(byte[] utf8, TokenCounter counter) {
    this.utf8 = utf8;
    this.counter = counter;
    markEnd = hasMark(utf8) ? BYTE_ORDER_MARK.length : 0;
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
    tokensBefore = new int[count];
    for (int line = 1; line < count; line++) {
      tokensBefore[line] =
          tokensBefore[line - 1] + counter.count(utf8, lineStarts[line - 1], lineStarts[line]);
    }
  }

  /** Tokens of the range; whole lines in it are not counted anew. */
  int tokens(int start, int end) {
    int first = line(start);
    int last = line(end);
    if (first == last) {
      return counter.count(utf8, start, end);
    }
    return counter.count(utf8, start, lineStarts[first])
        + tokensBefore[last - 1]
        - tokensBefore[first]
        + counter.count(utf8, lineStarts[last - 1], end);
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

  int lineCount() {
    return lineStarts.length;
  }

  /** First byte of the line of this 1-based number. */
  int lineStart(int number) {
    return lineStarts[number - 1];
  }

  /** Whether the byte is the first of a line. */
  boolean startsLine(int at) {
    return at == 0 || utf8[at - 1] == '\n';
  }

  /**
   * First byte of the range that is not blank, less the indentation before it; the range's end
   * where all is blank. A byte order mark is blank.
   */
  int trimmedStart(int start, int end) {
    int from = Math.min(end, start == 0 ? markEnd : start);
    int visible = from;
    while (visible < end && isBlank(utf8[visible])) {
      visible++;
    }
    if (visible == end) {
      return end;
    }
    int lineStart = visible;
    while (lineStart > from && utf8[lineStart - 1] != '\n') {
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
      int reach = reach(at, lineEnd, maxTokens);
      int lineTokens = tokens(at, reach);
      if (at > from && (reach < lineEnd || tokens + lineTokens > maxTokens)) {
        cuts.add(at);
        from = at;
        tokens = 0;
      }
      if (reach < lineEnd) {
        at = characterBorder(at, reach);
        cuts.add(at);
        from = at;
      } else {
        tokens += lineTokens;
        at = lineEnd;
      }
    }
    if (cuts.isEmpty() || cuts.get(cuts.size() - 1) < end) {
      cuts.add(end);
    }
    return cuts;
  }

  /**
   * The farthest byte up to which the range is within the budget; at least one on. It looks ahead
   * in doubling steps, so that a cut costs what it cuts off and not the rest of the line.
   */
  private int reach(int start, int end, int maxTokens) {
    int low = start + 1;
    int high = low;
    for (long step = 64; high < end && tokens(start, high) <= maxTokens; step *= 2) {
      low = high;
      high = (int) Math.min(end, start + step);
    }
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (tokens(start, middle) <= maxTokens) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The last border of a character up to the byte; the first one behind the start if none is. */
  private int characterBorder(int start, int at) {
    int cut = at;
    while (cut > start && cut < utf8.length && isContinuation(utf8[cut])) {
      cut--;
    }
    if (cut == start) {
      cut = at;
      while (cut < utf8.length && isContinuation(utf8[cut])) {
        cut++;
      }
    }
    return cut;
  }

  private static boolean isContinuation(byte value) {
    return (value & 0xc0) == 0x80;
  }

  /**
   * The one meaning of blank in this package: ASCII white space. What else Unicode calls white
   * space is text.
   */
  private static boolean isBlank(byte value) {
    return value == ' ' || (value >= '\t' && value <= '\r');
  }

  /** Whether nothing of a file is to be seen; a byte order mark is not. */
  static boolean isBlank(byte[] utf8) {
    int first = hasMark(utf8) ? BYTE_ORDER_MARK.length : 0;
    for (int at = first; at < utf8.length; at++) {
      if (!isBlank(utf8[at])) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasMark(byte[] utf8) {
    return utf8.length >= BYTE_ORDER_MARK.length
        && Arrays.equals(
            utf8, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
  }
}
