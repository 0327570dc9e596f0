package io.codestrata.chunk;

import static io.codestrata.chunk.Sources.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that stops, slows or kills a careless parser; the time-out tells a hang, not a speed. */
@Timeout(120)
class HostileInputTest {
  private static final int BUDGET = 400;

  @ParameterizedTest
  @MethodSource("io.codestrata.language.Samples#languages")
  void openBracketsWithoutEndAreCut(String language) {
    assertLaws(language, "(".repeat(200_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 100_000})
  void deepNestingIsCut(int depth) {
    for (String language : Samples.languages()) {
      assertLaws(language, "[".repeat(depth) + "1" + "]".repeat(depth));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "json", "csv", "markdown"})
  void aMegabyteOnOneLineIsCut(String language) {
    assertLaws(language, "a1,".repeat(333_333));
  }

  @Test
  void tenMegabytesAreCutAlongTheirSyntaxAndMoreAtTheirLines() {
    String method = "  /** Adds. */\n  int add(int a, int b) {\n    return a + b;\n  }\n\n";
    String body = method.repeat(9_900_000 / method.length());

    List<Chunk> chunks = assertLaws("java", "class Sum {\n" + body + "}\n");
    List<Chunk> larger = assertLaws("java", "class Sum {\n" + body + method.repeat(3_000) + "}\n");

    assertThat(chunks).extracting(Chunk::kind).contains("method");
    assertThat(larger).extracting(Chunk::kind).containsOnly("text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "javascript", "python"})
  void flatListOfManyElementsIsCut(String language) {
    assertLaws(language, "[" + "1,".repeat(100_000) + "1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"html", "svelte"})
  void tagsWithoutEndAreCut(String language) {
    assertLaws(language, "<div>".repeat(20_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"> ", "- ", "# ", "* ", "`", "```\n", "---\n", "a\n===\n", "<a>"})
  void markdownOfOneMarkRepeatedIsCut(String mark) {
    assertLaws("markdown", mark.repeat(20_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 300})
  void hereDocumentsThatOverfillBashAreCut(int words) {
    assertLaws("bash", "x " + ("<<~" + "E".repeat(3_000 / words) + " ").repeat(words) + "\n");
  }

  @Test
  void markThatBacktracksInAPatternIsCut() {
    assertLaws("markdown", "#" + " ".repeat(200_000) + "x\n" + "# " + "\t#".repeat(100_000));
  }

  @ParameterizedTest
  @MethodSource("io.codestrata.language.Samples#languages")
  void nulAndControlCharactersAreCut(String language) {
    assertLaws(language, "a\0b\u0001 {\0}\n\0\n");
  }

  @ParameterizedTest
  @MethodSource("io.codestrata.language.Samples#languages")
  void emptyAndBlankFilesHaveNoChunk(String language) {
    assertThat(syntax().chunk(language, new byte[0])).isEmpty();
    assertThat(syntax().chunk(language, utf8(" \t\r\n\f\u000b\n  "))).isEmpty();
    assertThat(syntax().chunk(language, utf8("\ufeff \n"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.codestrata.language.Samples#languages")
  void spaceThatIsNotAsciiIsText(String language) {
    assertThat(syntax().chunk(language, utf8("\u2003\u3000\n")))
        .singleElement()
        .extracting(Chunk::text)
        .isEqualTo("\u2003\u3000");
  }

  private static List<Chunk> assertLaws(String language, String text) {
    byte[] content = utf8(text);
    GuardedChunker chunker =
        new GuardedChunker(
            List.of(), new TokenEstimate(), BUDGET, ParseJournal.NONE, suspected -> false);

    List<Chunk> chunks =
        chunker.cut(new ParseJournal.Parse("hash", "path", language), content).chunks();

    Laws.check(content, BUDGET, chunks);
    return chunks;
  }

  private static SyntaxChunker syntax() {
    return new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), BUDGET);
  }
}
