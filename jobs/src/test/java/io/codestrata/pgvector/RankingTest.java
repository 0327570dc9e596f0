package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {
  private final List<Candidate> candidates = new ArrayList<>();

  /** A chunk that is as near and as full of words as the others. */
  private RankingTest chunk(String path, int line, String kind, String symbol) {
    return chunk(path, line, kind, symbol, 5, 0.5);
  }

  private RankingTest chunk(
      String path, int line, String kind, String symbol, int vectorRank, double words) {
    String language = path.endsWith(".md") ? "markdown" : "java";
    candidates.add(
        new Candidate(
            new SearchHit("shop", path, line, line + 5, symbol, kind, language, "", ""),
            vectorRank,
            words > 0 ? 1 : 0,
            words));
    return this;
  }

  private List<SearchHit> ask(String question, Signal... off) {
    return Ranking.order(candidates, Question.of(question), 10, Signal.allBut(Set.of(off)));
  }

  private List<String> places(String question, Signal... off) {
    return ask(question, off).stream().map(hit -> hit.path() + ":" + hit.startLine()).toList();
  }

  @Test
  void typeComesBeforeItsConstructorAndBeforeUses() {
    chunk("a/Uses.java", 1, "method", "useCart")
        .chunk("z/Cart.java", 90, "method", "Cart", 1, 0.6)
        .chunk("z/Cart.java", 40, "class", "Cart")
        .chunk("z/Cart.java", 10, "class", "Cart");

    assertThat(places("Cart")).startsWith("z/Cart.java:10", "a/Uses.java:1");
    assertThat(places("shop::Cart")).startsWith("z/Cart.java:10");
    assertThat(places("Cart", Signal.SYMBOL)).startsWith("z/Cart.java:90");
    assertThat(places("the cart is full")).startsWith("z/Cart.java:90");
  }

  @Test
  void nameOfTheFileCountsInAnyFormOfItsWords() {
    chunk("a/Other.java", 1, "method", "a").chunk("b/recoverer.go", 1, "function", "b");

    assertThat(places("panic recovery")).startsWith("b/recoverer.go:1");
    assertThat(places("panic recovery", Signal.PATH)).startsWith("a/Other.java:1");
  }

  @Test
  void fileThatMatchesMoreThanOnceIsBetterAndIsOneHitFirst() {
    chunk("a/Once.java", 1, "method", "a", 4, 0.5)
        .chunk("b/Often.java", 1, "method", "b", 5, 0.5)
        .chunk("b/Often.java", 10, "method", "c", 6, 0.4)
        .chunk("b/Often.java", 20, "method", "d", 7, 0.4);

    assertThat(places("words"))
        .containsExactly("b/Often.java:1", "a/Once.java:1", "b/Often.java:10");
    assertThat(places("words", Signal.FILE)).startsWith("a/Once.java:1", "b/Often.java:1");
    assertThat(places("words", Signal.FOLD)).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/test/java/Cart.java",
        "cart_test.go",
        "CartTest.java",
        "test_cart.py",
        "spec/cart.rb",
        "cart.spec.ts",
        "examples/cart.go",
        "types/cart.d.ts",
        "shop/__init__.py",
        "cart.md"
      })
  void testsAsidesAndProseComeLater(String path) {
    chunk(path, 1, "method", "a", 1, 1).chunk("z/Other.java", 1, "method", "b", 5, 0.5);

    assertThat(places("total price")).startsWith("z/Other.java:1");
    assertThat(places("total price", Signal.TESTS, Signal.ASIDE, Signal.PROSE))
        .startsWith(path + ":1");
  }

  @ParameterizedTest
  @CsvSource({
    "src/Latest.java",
    "contest/Entry.java",
    "Exit.java",
    "inspect/Node.java",
    "docs.go",
    "Specific.java"
  })
  void namesThatOnlyLookLikeTestsAreNot(String path) {
    chunk(path, 1, "method", "a");

    assertThat(ask("total price").get(0).shares())
        .extracting(SignalShare::signal)
        .containsExactly(Signal.VECTOR, Signal.LEXICAL);
  }

  @Test
  void definitionIsShownInPlaceOfImportsThatMatchAndTheFileKeepsItsRank() {
    chunk("b/Cart.java", 1, "import", "", 1, 0.9)
        .chunk("b/Cart.java", 20, "method", "total", 4, 0.6)
        .chunk("a/Other.java", 1, "method", "a", 2, 0.8)
        .chunk("c/Far.java", 1, "import", "", 3, 0.7)
        .chunk("c/Far.java", 20, "method", "far", 90, 0);

    assertThat(places("words")).startsWith("b/Cart.java:20", "a/Other.java:1", "c/Far.java:1");
    assertThat(ask("words").get(0).score())
        .as("no less than the imports would have given it")
        .isGreaterThan(ask("words", Signal.FILE).get(0).score());
  }

  @Test
  void testsThatAreAskedForAreNotCut() {
    chunk("cart_test.go", 1, "function", "a", 1, 1).chunk("cart.go", 1, "function", "b");

    assertThat(places("tests of the total")).startsWith("cart_test.go:1");
  }

  @Test
  void scoreIsThePointsTimesTheFactors() {
    chunk("cart_test.go", 1, "function", "a", 1, 0.5).chunk("cart_test.go", 9, "function", "b");

    SearchHit best = ask("cart").get(0);

    double points = 0;
    double factor = 1;
    for (SignalShare share : best.shares()) {
      if (share.signal().isFactor()) {
        factor *= share.value();
      } else {
        points += share.value();
      }
    }
    assertThat(factor).isEqualTo(0.3);
    assertThat(best.score()).isCloseTo(points * factor, within(1e-12));
    assertThat(ask("cart").get(1).shares()).extracting(SignalShare::signal).contains(Signal.FOLD);
  }

  @Test
  void rarerWordsMoreOftenInAShorterChunkScoreHigher() {
    Bm25 bm25 = new Bm25(java.util.Map.of("rare", 3.0, "common", 0.5));

    double once = bm25.of("", "rare word");
    assertThat(once).isGreaterThan(bm25.of("", "common word"));
    assertThat(bm25.of("", "rare rare word")).isGreaterThan(once).isLessThan(2 * once);
    assertThat(bm25.of("", "rare" + " filler".repeat(300))).isLessThan(once);
    assertThat(bm25.of("Outer.rare", "word")).isPositive();
    assertThat(bm25.of("", "nothing")).isZero();
    // By hand: 3 * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 100)).
    assertThat(once).isCloseTo(6.6 / 1.318, within(1e-9));
  }

  @Test
  void identifierIsAQuestionThatIsNothingElse() {
    assertThat(Question.of("readRow").identifier()).hasValue("readrow");
    assertThat(Question.of(" node.getValue() ").identifier()).hasValue("getvalue");
    assertThat(Question.of("Sinatra::Base").identifier()).hasValue("base");
    assertThat(Question.of("read a row").identifier()).isEmpty();
    assertThat(Question.of("a.b.".repeat(20_000)).identifier()).isEmpty();
    assertThat(Question.of("").identifier()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "route, routes, true",
    "recovery, recoverer, true",
    "serialization, serialize, true",
    "parse, path, false",
    "to, token, false",
    "context, content, false",
    "get, get, true",
  })
  void wordsOfOneStemAreAkin(String one, String other, boolean akin) {
    assertThat(Question.isAkin(one, other)).isEqualTo(akin);
    assertThat(Question.isAkin(other, one)).isEqualTo(akin);
  }
}
