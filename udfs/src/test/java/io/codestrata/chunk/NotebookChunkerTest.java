package io.codestrata.chunk;

import static io.codestrata.chunk.Sources.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.codestrata.language.GrammarRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotebookChunkerTest {
  private static final String NOTEBOOK =
      """
      {
       "cells": [
        {
         "cell_type": "markdown",
         "metadata": {},
         "source": [
          "# Prices\\n",
          "\\n",
          "How they are \\"added\\"."
         ]
        },
        {
         "cell_type": "code",
         "execution_count": 1,
         "metadata": {},
         "outputs": [
          {"output_type": "stream", "text": ["printed_output\\n"]},
          {"data": {"image/png": "iVBORw0KGgo"}, "output_type": "display_data"}
         ],
         "source": [
          "def total(items):\\n",
          "    return sum(items)"
         ]
        },
        {"cell_type": "raw", "metadata": {}, "source": "as it \\u00e9 is"}
       ],
       "metadata": {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "codemirror_mode": {"name": "ipython"}}
       },
       "nbformat": 4,
       "nbformat_minor": 5
      }
      """;

  private static List<Chunk> chunks(String notebook, int maxTokens) {
    return chunks(utf8(notebook), maxTokens);
  }

  private static List<Chunk> chunks(byte[] notebook, int maxTokens) {
    TokenCounter counter = new TokenEstimate();
    return new NotebookChunker(
            new SyntaxChunker(GrammarRegistry.shared(), counter, maxTokens), counter)
        .chunk("jupyter", notebook);
  }

  private static String bytes(String notebook, Chunk chunk) {
    byte[] file = utf8(notebook);
    return new String(
        file, chunk.startByte(), chunk.endByte() - chunk.startByte(), StandardCharsets.UTF_8);
  }

  @Test
  void cellIsAChunkInItsOwnLanguageNamedByItsNumber() {
    List<Chunk> chunks = chunks(NOTEBOOK, 256);

    assertThat(chunks)
        .extracting(Chunk::ordinal, Chunk::kind, Chunk::symbol, Chunk::breadcrumb)
        .containsExactly(
            tuple(0, "section", "Prices", "cell 1.Prices"),
            tuple(1, "function", "total", "cell 2.total"),
            tuple(2, "text", "", "cell 3"));
    assertThat(chunks)
        .extracting(Chunk::text)
        .containsExactly(
            "# Prices\n\nHow they are \"added\".",
            "def total(items):\n    return sum(items)",
            "as it \u00e9 is");
  }

  @Test
  void rangesAreThoseOfTheSourceInTheFile() {
    List<Chunk> chunks = chunks(NOTEBOOK, 256);

    assertThat(chunks.get(0).startLine()).isEqualTo(7);
    assertThat(chunks.get(0).endLine()).isEqualTo(9);
    assertThat(chunks.get(1).startLine()).isEqualTo(21);
    assertThat(chunks.get(1).endLine()).isEqualTo(22);
    assertThat(bytes(NOTEBOOK, chunks.get(0)))
        .isEqualTo("# Prices\\n\",\n    \"\\n\",\n    \"How they are \\\"added\\\".");
    assertThat(bytes(NOTEBOOK, chunks.get(1)))
        .isEqualTo("def total(items):\\n\",\n    \"    return sum(items)");
    assertThat(bytes(NOTEBOOK, chunks.get(2))).isEqualTo("as it \\u00e9 is");
  }

  @Test
  void outputsAndMetadataAreNeverIndexed() {
    assertThat(chunks(NOTEBOOK, 256))
        .noneMatch(chunk -> chunk.text().contains("printed_output"))
        .noneMatch(chunk -> chunk.text().contains("iVBOR"))
        .noneMatch(chunk -> chunk.text().contains("kernelspec"));
  }

  @Test
  void longCellIsCutAndEachPartHasItsOwnLines() {
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      source.append(i == 0 ? "" : ",\n").append("\"value_%d = compute(%d)\\n\"".formatted(i, i));
    }
    String notebook =
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\n" + source + "\n]}]}\n";

    List<Chunk> chunks = chunks(notebook, 64);

    assertThat(chunks).hasSizeGreaterThan(3);
    for (Chunk chunk : chunks) {
      int first = Integer.parseInt(chunk.text().replaceFirst("(?s)value_(\\d+).*", "$1"));
      assertThat(chunk.startLine()).isEqualTo(first + 2);
      assertThat(chunk.endLine() - chunk.startLine() + 1)
          .isEqualTo((int) chunk.text().lines().count());
      assertThat(chunk.tokens()).isLessThanOrEqualTo(64);
    }
  }

  @Test
  void languageIsTheKernels() {
    String julia =
        """
        {"metadata": {"kernelspec": {"language": "R"}},
         "cells": [{"cell_type": "code", "source": "f <- function(x) x"}]}
        """;

    assertThat(NotebookReader.cells(utf8(julia)).orElseThrow())
        .extracting(NotebookCell::language)
        .containsExactly("r");
    assertThat(NotebookReader.cells(utf8(julia.replace("\"R\"", "\"sos\""))).orElseThrow())
        .extracting(NotebookCell::language)
        .containsExactly("text");
  }

  @Test
  void oldNotebooksHaveTheirCellsInWorksheets() {
    String old =
        """
        {"nbformat": 3, "metadata": {"name": ""}, "worksheets": [{"cells": [
          {"cell_type": "code", "language": "python", "input": ["import os"], "outputs": []}
        ]}]}
        """;

    assertThat(chunks(old, 256)).extracting(Chunk::text).containsExactly("import os");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"import os\"",
        "{\"cells\": [",
        "not json",
        "[1, 2]",
        "{\"a\": 1}",
        "{\"cells\": []} more",
        "{\"cells\": [{\"source\": \"\\x\"}]}",
      })
  void brokenJsonIsCutByLines(String notebook) {
    List<Chunk> chunks = chunks(notebook, 256);

    Laws.check(utf8(notebook), 256, chunks);
    assertThat(chunks).isNotEmpty();
  }

  @Test
  void markBeforeTheNotebookMovesNoRange() {
    String marked = "\ufeff" + NOTEBOOK;

    assertThat(bytes(marked, chunks(marked, 256).get(2))).isEqualTo("as it \\u00e9 is");
  }

  @Test
  void whatIsNoCharacterIsReplaced() {
    String notebook =
        "{\"cells\": [{\"cell_type\": \"raw\", \"source\": \"a\\u0000b\\ud83dc\\ud83d\\ude00\"}]}";

    assertThat(chunks(notebook, 256))
        .singleElement()
        .extracting(Chunk::text)
        .isEqualTo("a\ufffdb\ufffdc\ud83d\ude00");
  }

  @Property(tries = 300)
  void anySourceComesBackWithAscendingRanges(@ForAll String source, @ForAll boolean asArray) {
    String json = quoted(source);
    String notebook =
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": "
            + (asArray ? "[" + json + ",\n" + json + "]" : json)
            + "}]}";
    byte[] file = utf8(notebook);

    int end = 0;
    for (Chunk chunk : chunks(file, 32)) {
      assertThat(chunk.startByte()).isGreaterThanOrEqualTo(end).isLessThan(chunk.endByte());
      end = chunk.endByte();
      assertThat((file[chunk.startByte()] & 0xc0)).isNotEqualTo(0x80);
      assertThat((file[end] & 0xc0)).isNotEqualTo(0x80);
      assertThat(chunk.startLine()).isLessThanOrEqualTo(chunk.endLine());
    }
    assertThat(chunks(file, 32)).isEqualTo(chunks(file, 32));
  }

  @Test
  void fileThatIsNoNotebookIsCutAsEver() {
    TokenCounter counter = new TokenEstimate();
    SyntaxChunker files = new SyntaxChunker(GrammarRegistry.shared(), counter, 256);
    byte[] java = utf8("class A {\n  int a() { return 1; }\n}\n");

    assertThat(new NotebookChunker(files, counter).chunk("java", java))
        .isEqualTo(files.chunk("java", java));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c) || c % 7 == 0) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
