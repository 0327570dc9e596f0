package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.chunk.Chunk;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LexemesTest {
  @Test
  void identifiersGiveThemselvesAndTheirParts() {
    assertThat(IdentifierSplitter.split("parseHTTPHeader max_batch_size utf8 __init__"))
        .containsExactly(
            "parsehttpheader",
            "parse",
            "http",
            "header",
            "max_batch_size",
            "max",
            "batch",
            "size",
            "utf8",
            "utf",
            "init");
  }

  @Test
  void oneLetterWordsAndDataGiveNothing() {
    assertThat(IdentifierSplitter.split("a + b; " + "x".repeat(65))).isEmpty();
  }

  @Test
  void otherScriptsAreWords() {
    assertThat(IdentifierSplitter.split("größe 距離 \0 '\\'")).containsExactly("größe", "距離");
  }

  @Test
  void symbolWeighsMoreThanText() {
    Lexemes lexemes = Lexemes.of(chunk("open", "Store.open", "open close"));
    assertThat(lexemes.positions().get("open")[0] & 0xC000).isEqualTo(0xC000);
    assertThat(lexemes.positions().get("store")[0] & 0xC000).isEqualTo(0x8000);
    assertThat(lexemes.positions().get("close")[0] & 0xC000).isZero();
  }

  @Test
  void largeChunkStaysUnderTheLimits() {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("w").append(random.nextInt(50_000)).append(' ');
    }
    Lexemes lexemes = Lexemes.of(chunk("", "", text.toString()));
    assertThat(lexemes.positions()).hasSize(Lexemes.MOST_WORDS);
    lexemes
        .positions()
        .values()
        .forEach(
            places -> {
              for (int i = 1; i < places.length; i++) {
                assertThat(places[i] & 0x3fff).isGreaterThan(places[i - 1] & 0x3fff);
              }
            });
  }

  @Test
  void queryDropsStopWordsUnlessNothingElseIsThere() {
    assertThat(Lexemes.ofQuery("where is the RetryPolicy used?"))
        .containsExactly("retrypolicy", "retry", "policy");
    assertThat(Lexemes.ofQuery("how to")).containsExactly("how", "to");
    assertThat(Lexemes.ofQuery("\0'\\ ; --")).isEmpty();
  }

  private static Chunk chunk(String symbol, String breadcrumb, String text) {
    return new Chunk(
        0, text, "method", symbol, breadcrumb, 0, text.length(), 1, 1, 1, "", List.of(), List.of());
  }
}
