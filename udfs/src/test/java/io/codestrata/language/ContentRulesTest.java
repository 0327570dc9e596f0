package io.codestrata.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentRulesTest {
  private static final ContentRules RULES = new ContentRules();
  private static final int HEAD_CHARS = 16_384;

  private record Example(String extension, String language, String content) {}

  @ParameterizedTest
  @MethodSource("examples")
  void contentTellsTheLanguagesOfAnExtensionApart(Example example) {
    assertThat(detect("cart." + example.extension, example.content)).isEqualTo(example.language);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void windowsLineEndsChangeNothing(Example example) {
    assertThat(detect("cart." + example.extension, example.content.replace("\n", "\r\n")))
        .isEqualTo(example.language);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void byteOrderMarkChangesNothing(Example example) {
    assertThat(detect("cart." + example.extension, "\uFEFF" + example.content))
        .isEqualTo(example.language);
  }

  @Test
  void everyCandidateHasAnExample() {
    List<Example> examples = examples();

    RULES
        .candidates()
        .forEach(
            (extension, candidates) ->
                assertThat(candidates)
                    .as(extension)
                    .extracting(ContentRules.Candidate::language)
                    .isSubsetOf(
                        examples.stream()
                            .filter(example -> example.extension.equals(extension))
                            .map(Example::language)
                            .toList()));
  }

  @Test
  void everyCandidateIsAKnownLanguage() {
    List<String> known =
        GrammarRegistry.shared().languages().stream().map(LanguageInfo::name).toList();

    assertThat(RULES.candidates().values())
        .flatExtracting(candidates -> candidates)
        .extracting(ContentRules.Candidate::language)
        .isSubsetOf(known);
  }

  @Test
  void hostileContentTakesLinearTime() {
    List<String> hostile =
        Stream.concat(
                "\n \ta1(<[\"#=:*-/%@;.".chars().mapToObj(Character::toString),
                Stream.of("a a ", "a.a", "a::", "a,a ", "(a ", "<a ", "class a ", " . ", "a(a) "))
            .toList();

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            hostile.forEach(
                text ->
                    RULES
                        .candidates()
                        .keySet()
                        .forEach(extension -> RULES.match(extension, filledWith(text)))));
  }

  @ParameterizedTest
  @MethodSource("extensions")
  void almostMatchingLinesTakeLinearTime(String extension) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            examples().stream()
                .filter(example -> example.extension.equals(extension))
                .map(example -> example.content.replaceAll("\\s", " "))
                .map(line -> filledWith(line.substring(0, line.length() * 2 / 3)))
                .forEach(
                    line -> {
                      RULES.match(extension, line);
                      RULES.match(extension, line.replace('(', '\n'));
                      RULES.match(extension, line.replace(' ', '\n'));
                    }));
  }

  static List<String> extensions() {
    return List.copyOf(RULES.candidates().keySet());
  }

  static List<Example> examples() {
    try (InputStream in = ContentRulesTest.class.getResourceAsStream("content-examples.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\\|", 3))
          .map(cells -> new Example(cells[0], cells[1], cells[2].translateEscapes()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String filledWith(String text) {
    return text.repeat(HEAD_CHARS / text.length() + 1).substring(0, HEAD_CHARS);
  }

  private static String detect(String path, String content) {
    return LanguageDetector.shared().detect(path, content.getBytes(StandardCharsets.UTF_8));
  }
}
