package io.codestrata.chunk;

import static io.codestrata.chunk.Sources.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.codestrata.language.GrammarRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownSectionsTest {
  private static final int SMALL = 24;
  private static final String TEXT = "\nwhat is said of it, at some length and more\n\n";

  @Test
  void sectionIsNamedWithinThoseAbove() {
    assertThat(chunks("# A\n" + TEXT + "## B\n" + TEXT + "### C\n" + TEXT + "## D\n" + TEXT))
        .extracting(Chunk::kind, Chunk::symbol, Chunk::breadcrumb)
        .containsExactly(
            tuple("section", "A", "A"),
            tuple("section", "B", "A.B"),
            tuple("section", "C", "A.B.C"),
            tuple("section", "D", "A.D"));
  }

  @ParameterizedTest
  @CsvSource({
    "'# Title', Title",
    "'   ###### Title', Title",
    "'## Title ##', Title",
    "'#\tTitle\t#', Title",
    "'# C#', C#",
    "'# *Zo\u00eb* and `co`', *Zo\u00eb* and `co`"
  })
  void headingIsReadWithoutItsMarks(String heading, String title) {
    assertThat(chunks(heading + "\n" + TEXT)).extracting(Chunk::symbol).containsExactly(title);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Title\n=====", "Title\n---", "Title\r\n=\r"})
  void underlinedLineIsAHeading(String heading) {
    assertThat(chunks("before\n\n" + heading + "\n" + TEXT))
        .extracting(Chunk::symbol)
        .contains("Title");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#Title",
        "####### Title",
        "    # Title",
        "#",
        "\\# Title",
        "```\n# Title\n```",
        "~~~~ sh\n# Title\n~~~\n# Title\n~~~~",
        "```\n# never closed",
        "---\ntitle: Title\n---",
        "| a | b |\n---",
        "- item\n---",
        "\n---"
      })
  void whatIsNoHeadingNamesNothing(String text) {
    assertThat(chunks(text + "\n")).extracting(Chunk::symbol).containsOnly("");
  }

  @Test
  void headingAfterACodeBlockIsRead() {
    assertThat(chunks("```\n# no\n```\n# yes\n")).extracting(Chunk::symbol).contains("yes");
  }

  @Test
  void largeSectionIsCutAtBlankLinesUnderItsName() {
    List<Chunk> chunks = chunks("# A\n" + TEXT.repeat(5));

    assertThat(chunks).hasSizeGreaterThan(2).allMatch(chunk -> chunk.symbol().equals("A"));
    assertThat(chunks).allMatch(chunk -> chunk.text().endsWith("more"));
  }

  @Test
  void longTitleIsShortened() {
    assertThat(chunks("# " + "word ".repeat(100))).first().matches(c -> c.symbol().length() == 120);
  }

  private static List<Chunk> chunks(String text) {
    return new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), SMALL)
        .chunk("markdown", utf8(text));
  }
}
