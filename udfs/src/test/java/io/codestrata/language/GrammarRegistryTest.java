package io.codestrata.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.chunk.Chunk;
import io.codestrata.chunk.SyntaxChunker;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.syntax.Grammar;
import io.codestrata.syntax.SyntaxTree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GrammarRegistryTest {
  private static final GrammarRegistry REGISTRY = GrammarRegistry.shared();

  @ParameterizedTest
  @MethodSource("io.codestrata.language.Samples#languages")
  void everyGrammarReadsASoundFileWithoutAnError(String language) {
    Grammar grammar = REGISTRY.grammar(language).orElseThrow();

    SyntaxTree tree =
        grammar
            .parse(
                Samples.of(language).getBytes(StandardCharsets.UTF_8),
                Integer.MAX_VALUE,
                Duration.ofMinutes(1).toNanos())
            .orElseThrow();

    assertThat(tree.hasError(SyntaxTree.ROOT)).isFalse();
    assertThat(tree.firstChild(SyntaxTree.ROOT)).isNotEqualTo(SyntaxTree.NONE);
  }

  @ParameterizedTest
  @MethodSource("languagesThatDeclare")
  void everyLanguageThatDeclaresNamesASymbol(String language) {
    List<Chunk> chunks =
        new SyntaxChunker(REGISTRY, new TokenEstimate(), 60)
            .chunk(language, Samples.of(language).getBytes(StandardCharsets.UTF_8));

    assertThat(chunks).extracting(Chunk::symbol).anyMatch(symbol -> !symbol.isEmpty());
  }

  @ParameterizedTest
  @MethodSource("io.codestrata.language.Samples#languagesWithSymbols")
  void everyDeclarationOfTheSampleIsDefinedByAChunk(String language) {
    List<Chunk> chunks =
        new SyntaxChunker(REGISTRY, new TokenEstimate(), 60)
            .chunk(language, Samples.of(language).getBytes(StandardCharsets.UTF_8));

    assertThat(chunks)
        .flatExtracting(Chunk::definitions)
        .containsAll(Samples.symbols().get(language));
  }

  @ParameterizedTest
  @MethodSource("languagesThatDeclare")
  void everyKindOfDeclarationIsNamedInOneLowerCaseWord(String language) {
    assertThat(REGISTRY.declarations(language).values())
        .flatMap(rules -> rules)
        .allMatch(rule -> rule.declares().matches("[a-z]+"));
  }

  @Test
  void grammarIsLoadedOnce() {
    assertThat(REGISTRY.grammar("java")).containsSame(REGISTRY.grammar("java").orElseThrow());
  }

  @Test
  void unknownLanguageHasNeitherGrammarNorDeclarations() {
    assertThat(REGISTRY.grammar("klingon")).isEmpty();
    assertThat(REGISTRY.declarations("klingon")).isEmpty();
  }

  @Test
  void languageWithoutGrammarHasNone() {
    assertThat(REGISTRY.grammar("coffeescript")).isEmpty();
  }

  @Test
  void languagesComeSortedAndOnce() {
    assertThat(REGISTRY.languages())
        .extracting(LanguageInfo::name)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void noExtensionMeansTwoLanguages() {
    assertThat(REGISTRY.languages())
        .flatExtracting(LanguageInfo::extensions)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("io.codestrata.language.Samples#languages")
  void manifestGivesEveryGrammarsOriginRevisionAbiAndLicence(String language) {
    LanguageInfo info =
        REGISTRY.languages().stream().filter(i -> i.name().equals(language)).findFirst().get();

    assertThat(info.grammar()).startsWith("https://");
    assertThat(info.version()).matches("[0-9a-f]{12}|\\d+(\\.\\d+)+");
    assertThat(info.licence()).isNotEmpty();
    assertThat(info.abi()).isEqualTo(REGISTRY.grammar(language).orElseThrow().abi());
  }

  static List<String> languagesThatDeclare() {
    return REGISTRY.languages().stream()
        .filter(language -> !language.symbols().isEmpty())
        .map(LanguageInfo::name)
        .toList();
  }
}
