package io.codestrata.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;

/** What holds for the chunks of every chunker, told from the bytes alone. */
final class Laws {
  private static final TokenCounter COUNTER = new TokenEstimate();

  private Laws() {}

  static void check(byte[] content, int maxTokens, List<Chunk> chunks) {
    assertEveryVisibleByteIsHeldOnce(content, chunks);
    int[] lines = lines(content);
    int ordinal = 0;
    for (Chunk chunk : chunks) {
      assertThat(chunk.ordinal()).isEqualTo(ordinal++);
      assertThat(chunk.kind()).isNotEmpty();
      assertThat(chunk.text()).isEqualTo(text(content, chunk.startByte(), chunk.endByte()));
      assertThat(cutsACharacter(content, chunk.startByte())).isFalse();
      assertThat(cutsACharacter(content, chunk.endByte())).isFalse();
      assertThat(chunk.startLine()).isEqualTo(lines[chunk.startByte()]);
      assertThat(chunk.endLine()).isEqualTo(lines[chunk.endByte() - 1]);
      assertThat(chunk.tokens())
          .isEqualTo(COUNTER.count(content, chunk.startByte(), chunk.endByte()));
      if (chunk.text().codePointCount(0, chunk.text().length()) > 1) {
        assertThat(chunk.tokens()).isLessThanOrEqualTo(maxTokens);
      }
    }
  }

  private static void assertEveryVisibleByteIsHeldOnce(byte[] content, List<Chunk> chunks) {
    BitSet held = new BitSet(content.length);
    int end = 0;
    for (Chunk chunk : chunks) {
      assertThat(chunk.startByte()).isGreaterThanOrEqualTo(end).isLessThan(chunk.endByte());
      end = chunk.endByte();
      held.set(chunk.startByte(), end);
    }
    assertThat(end).isLessThanOrEqualTo(content.length);
    for (int at = mark(content); at < content.length; at++) {
      if (!held.get(at)) {
        assertThat((char) content[at]).isIn(' ', '\t', '\n', '\u000b', '\f', '\r');
      }
    }
  }

  private static int mark(byte[] content) {
    return text(content, 0, content.length).startsWith("\ufeff") ? 3 : 0;
  }

  private static boolean cutsACharacter(byte[] content, int at) {
    return at < content.length && (content[at] & 0xc0) == 0x80;
  }

  /** The number of each byte's line. */
  private static int[] lines(byte[] content) {
    int[] lines = new int[content.length];
    int line = 1;
    for (int i = 0; i < content.length; i++) {
      lines[i] = line;
      line += content[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  private static String text(byte[] content, int start, int end) {
    return new String(content, start, end - start, StandardCharsets.UTF_8);
  }
}
