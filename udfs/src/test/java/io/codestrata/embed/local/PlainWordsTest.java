package io.codestrata.embed.local;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainWordsTest {
  @ParameterizedTest
  @CsvSource({
    "parseHTTPHeader, parse HTTP Header",
    "max_batch_size, max batch size",
    "__init__, init",
    "utf8Bytes, utf8 Bytes",
    "HTML, HTML",
    "größeÄndern, größe Ändern",
    "kebab-case, kebab case",
    "os.path.join, os.path.join",
  })
  void identifierIsTheWordsItIsMadeOf(String identifier, String words) {
    assertThat(PlainWords.of(identifier).replaceAll("[.] ", ".")).isEqualTo(words);
  }

  @Test
  void signsOfCodeAreLeftOut() {
    assertThat(PlainWords.of("if (parseHTTPHeader(max_size) != null) {\n  return a[i] * 2;\n}"))
        .isEqualTo("if parse HTTP Header max size null return a i 2");
  }

  @Test
  void signsOfASentenceStayBehindTheirWord() {
    assertThat(PlainWords.of("Retries, then fails: why? See above..."))
        .isEqualTo("Retries, then fails: why? See above.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "==== ----", "...", "\ud83d\ude00"})
  void textWithoutWordsStaysAsItIs(String text) {
    assertThat(PlainWords.of(text)).isEqualTo(text);
  }

  @Test
  void lettersBeyondTheBasicPlaneAndMarksStayWhole() {
    String text = "\ud835\udcd0 नमस्ते 距離";

    assertThat(PlainWords.of(text)).isEqualTo(text);
  }

  @Property
  void noLetterIsLostAddedOrMoved(@ForAll String text) {
    assertThat(letters(PlainWords.of(text))).isEqualTo(letters(text));
  }

  private static String letters(String text) {
    return text.codePoints()
        .filter(Character::isLetterOrDigit)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
