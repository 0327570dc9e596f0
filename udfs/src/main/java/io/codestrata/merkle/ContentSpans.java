package io.codestrata.merkle;

import java.util.Arrays;

/**
 * A file's content as counts of bytes by hashed span, to tell how much of one file another copies.
 * The measure is git's ({@code diffcore-delta.c} and {@code estimate_similarity} of {@code
 * diffcore-rename.c}, <a href="https://git-scm.com/docs/gitdiffcore">gitdiffcore</a>): a span is a
 * line or 64 bytes, whichever ends first; a CR before LF does not count in a text; the similarity
 * is the bytes of the source found again over the size of the larger file.
 */
final class ContentSpans {
  /** The score of equal contents, in git's units. */
  static final int MAX_SCORE = 60_000;

  private static final int SPAN_BYTES = 64;
  private static final int HASHES = 107_927;
  private static final int HEAD_BYTES = 8_000;

  private final int size;
  private final int[] hashes;
  private final int[] bytes;

  private ContentSpans(int size, int[] hashes, int[] bytes) {
    this.size = size;
    this.hashes = hashes;
    this.bytes = bytes;
  }

  static ContentSpans of(byte[] content) {
    long[] spans = new long[64];
    int count = 0;
    boolean text = isText(content);
    int first = 0;
    int second = 0;
    int length = 0;
    for (int i = 0; i < content.length; i++) {
      int next = content[i] & 0xff;
      boolean last = i + 1 == content.length;
      if (text && next == '\r' && !last && content[i + 1] == '\n') {
        continue;
      }
      int before = first;
      first = (first << 7) ^ (second >>> 25);
      second = (second << 7) ^ (before >>> 25);
      first += next;
      length++;
      if (length == SPAN_BYTES || next == '\n' || last) {
        if (count == spans.length) {
          spans = Arrays.copyOf(spans, 2 * count);
        }
        long hash = Integer.remainderUnsigned(first + second * 0x61, HASHES);
        spans[count++] = hash << 32 | length;
        length = 0;
        first = 0;
        second = 0;
      }
    }
    return counted(content.length, Arrays.copyOf(spans, count));
  }

  private static ContentSpans counted(int size, long[] spans) {
    Arrays.sort(spans);
    int[] hashes = new int[spans.length];
    int[] bytes = new int[spans.length];
    int distinct = 0;
    for (long span : spans) {
      int hash = (int) (span >>> 32);
      if (distinct == 0 || hashes[distinct - 1] != hash) {
        hashes[distinct++] = hash;
      }
      bytes[distinct - 1] += (int) span;
    }
    return new ContentSpans(size, Arrays.copyOf(hashes, distinct), Arrays.copyOf(bytes, distinct));
  }

  /** From 0 (nothing in common) to {@link #MAX_SCORE}. */
  int scoreOf(ContentSpans target) {
    int larger = Math.max(size, target.size);
    if (larger == 0) {
      return MAX_SCORE;
    }
    long copied = 0;
    for (int s = 0, t = 0; s < hashes.length && t < target.hashes.length; ) {
      if (hashes[s] == target.hashes[t]) {
        copied += Math.min(bytes[s++], target.bytes[t++]);
      } else if (hashes[s] < target.hashes[t]) {
        s++;
      } else {
        t++;
      }
    }
    return (int) (copied * MAX_SCORE / larger);
  }

  /** As git tells a binary file: by a NUL near its start. */
  private static boolean isText(byte[] content) {
    for (int i = 0; i < Math.min(content.length, HEAD_BYTES); i++) {
      if (content[i] == 0) {
        return false;
      }
    }
    return true;
  }
}
