package io.codestrata.chunk;

import static io.codestrata.chunk.Sources.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.Samples;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChunkerLawsTest {
  @Property
  void linesOfAnyTextAreCutByTheLaws(
      @ForAll("wild") byte[] content, @ForAll("budgets") int maxTokens) {
    Laws.check(content, maxTokens, lines(maxTokens).chunk("text", content));
  }

  @Property(tries = 400)
  void anyTextIsCutByTheLawsWhateverTheGrammar(
      @ForAll("languages") String language,
      @ForAll("wild") byte[] content,
      @ForAll("budgets") int maxTokens) {
    Laws.check(content, maxTokens, syntax(maxTokens).chunk(language, content));
  }

  @Property(tries = 600)
  void damagedSourceIsCutByTheLaws(
      @ForAll("damaged") Tuple2<String, byte[]> file, @ForAll("budgets") int maxTokens) {
    byte[] content = file.get2();

    Laws.check(content, maxTokens, syntax(maxTokens).chunk(file.get1(), content));
  }

  @Property(tries = 200)
  void sameBytesGiveTheSameChunksOnAnotherThread(
      @ForAll("damaged") Tuple2<String, byte[]> file, @ForAll("budgets") int maxTokens) {
    List<Chunk> here = syntax(maxTokens).chunk(file.get1(), file.get2());

    List<Chunk> there =
        CompletableFuture.supplyAsync(
                () -> syntax(maxTokens).chunk(file.get1(), file.get2().clone()))
            .join();

    assertThat(there).isEqualTo(here);
  }

  @ParameterizedTest
  @MethodSource("io.codestrata.language.Samples#languages")
  void longFileIsCutByTheLaws(String language) {
    byte[] content = utf8((Samples.of(language) + "\n é\u20ac\ud83d\ude00\n").repeat(80));

    Laws.check(content, 400, syntax(400).chunk(language, content));
  }

  @Provide
  Arbitrary<byte[]> wild() {
    return Sources.wild();
  }

  @Provide
  Arbitrary<Tuple2<String, byte[]>> damaged() {
    return Sources.damaged();
  }

  @Provide
  Arbitrary<String> languages() {
    return Sources.languages();
  }

  @Provide
  Arbitrary<Integer> budgets() {
    return Sources.budgets();
  }

  private static Chunker lines(int maxTokens) {
    return new LineChunker(new TokenEstimate(), maxTokens);
  }

  private static Chunker syntax(int maxTokens) {
    return new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), maxTokens);
  }
}
