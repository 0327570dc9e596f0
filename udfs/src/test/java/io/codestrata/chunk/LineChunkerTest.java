package io.codestrata.chunk;

import static io.codestrata.chunk.Sources.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineChunkerTest {
  @Test
  void linesAreGatheredUpToTheBudget() {
    assertThat(chunks("a b\nc d\ne f\n", 4))
        .extracting(Chunk::text)
        .containsExactly("a b\nc d", "e f");
  }

  @Test
  void lineOverTheBudgetIsCutInside() {
    assertThat(chunks("a b c d e", 2)).extracting(Chunk::text).containsExactly("a b", "c d", "e");
  }

  @Test
  void characterOverTheBudgetIsKeptWhole() {
    assertThat(chunks("\ud83d\ude00\ud83d\ude00", 1))
        .extracting(Chunk::text)
        .containsExactly("\ud83d\ude00", "\ud83d\ude00");
  }

  @Test
  void blankLinesAroundAreLeftOut() {
    Chunk chunk = chunks("\n\n  a\n\n b \n\n", 100).get(0);

    assertThat(chunk.text()).isEqualTo("  a\n\n b");
    assertThat(chunk.startLine()).isEqualTo(3);
    assertThat(chunk.endLine()).isEqualTo(5);
  }

  @Test
  void chunkIsTextWithoutASymbol() {
    Chunk chunk = chunks("a", 100).get(0);

    assertThat(chunk.kind()).isEqualTo("text");
    assertThat(chunk.symbol()).isEmpty();
    assertThat(chunk.embeddedText()).isEqualTo("a");
  }

  @Test
  void embeddedTextBeginsWithTheBreadcrumb() {
    assertThat(Chunk.embeddedText("Order.total", "", "return 1;"))
        .isEqualTo("Order.total\nreturn 1;");
  }

  private static List<Chunk> chunks(String text, int maxTokens) {
    return new LineChunker(new TokenEstimate(), maxTokens).chunk("text", utf8(text));
  }
}
