package io.codestrata.chunk;

import static io.codestrata.chunk.Sources.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.Samples;
import io.codestrata.language.UserGrammar;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SyntaxChunkerTest {
  /** Large enough for each function of a sample, too small for its classes. */
  private static final int SMALL = 80;

  @ParameterizedTest
  @MethodSource("languagesWithGoldenFile")
  void declarationsAreNamedAsInTheGoldenFile(String language) throws IOException {
    String outline =
        chunks(language, Samples.of(language), SMALL).stream()
            .map(SyntaxChunkerTest::line)
            .collect(Collectors.joining("\n", "", "\n"));

    assertThat(outline).isEqualTo(golden(language));
  }

  @Test
  void commentStaysWithTheDeclarationItPrecedes() {
    String filler = "  int a = f(1, 2) + f(3, 4) + f(5, 6) + f(7, 8);\n".repeat(3);
    String code =
        "class A {\n  // one\n  void one() {\n"
            + filler
            + "  }\n\n  // two\n  void two() {\n"
            + filler
            + "  }\n}\n";

    assertThat(named("two", chunks("java", code, SMALL)).text()).startsWith("  // two\n  void two");
  }

  @Test
  void commentBehindAStatementStaysWithIt() {
    String body = "{\n  return f(1, 2) + f(3, 4) + f(5, 6) + f(7, 8);\n}\n";
    String code = "int one() " + body.strip() + "  // about one\nint two() " + body;

    List<Chunk> chunks = chunks("c", code, SMALL);

    assertThat(named("one", chunks).text()).endsWith("// about one");
    assertThat(named("two", chunks).text()).startsWith("int two");
  }

  @Test
  void laterPartsOfALongFunctionCarryItsSignature() {
    String statement = "  total = add(total, price, tax, rate);\n";
    String code = "/* Sums up. */\nint sum(int total) {\n" + statement.repeat(40) + "}\n";

    List<Chunk> parts = chunks("c", code, SMALL);

    assertThat(parts).hasSizeGreaterThan(2).extracting(Chunk::symbol).containsOnly("sum");
    assertThat(parts.get(0).signature()).isEmpty();
    assertThat(parts.get(0).text()).startsWith("/* Sums up. */\nint sum(int total) {");
    assertThat(parts.subList(1, parts.size()))
        .allSatisfy(
            part -> {
              assertThat(part.signature()).isEqualTo("int sum(int total)");
              assertThat(part.text()).startsWith("  total = add(").doesNotContain("int sum");
              assertThat(part.embeddedText()).startsWith("sum\nint sum(int total)\n  total");
            });
  }

  @Test
  void wholeClassDefinesItsMembersAndRefersToWhatTheyCall() {
    String code =
        """
        class Cart {
          int total() { return sum(prices); }
          void clear() { if (full()) { prices.removeAll(prices); total(); } }
        }
        """;

    Chunk chunk = chunks("java", code, 200).get(0);

    assertThat(chunk.definitions()).containsExactly("Cart", "total", "clear");
    assertThat(chunk.references()).containsExactly("sum", "full", "removeAll");
  }

  @Test
  void mergedSmallDeclarationsAreAllDefined() {
    Chunk chunk = chunks("python", "def a():\n    pass\n\ndef b():\n    pass\n", 500).get(0);

    assertThat(chunk.definitions()).containsExactly("a", "b");
  }

  @Test
  void linesWithoutAGrammarReferToNothing() {
    assertThat(chunks("text", "call (me) maybe(now)\n", SMALL).get(0).references()).isEmpty();
  }

  @Test
  void decoratorAndDocumentationStayWithTheFunction() {
    Chunk square = named("square", chunks("python", Samples.of("python"), SMALL));

    assertThat(square.text())
        .startsWith("@functools.lru_cache")
        .contains("\"\"\"Multiplies a number by itself.\"\"\"")
        .endsWith("return number * number");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "javascript | export function total | total",
        "javascript | export class Order | Order",
        "typescript | export interface Store | Store",
        "typescript | @sealed | Order",
        "go | type Order struct | Order",
        "rust | #[derive(Debug, Clone)] | Order"
      })
  void wordsThatLeadADeclarationStayWithIt(String language, String words, String symbol) {
    assertThat(named(symbol, chunks(language, Samples.of(language), SMALL)).text()).contains(words);
  }

  @Test
  void largeDeclarationIsCutWithinTheBudgetUnderItsName() {
    String code = "int sum() {\n" + "  total += price * count;\n".repeat(100) + "}\n";

    List<Chunk> chunks = chunks("c", code, SMALL);

    assertThat(chunks).hasSizeGreaterThan(3);
    assertThat(chunks).allMatch(chunk -> chunk.symbol().equals("sum") && chunk.tokens() <= SMALL);
  }

  @Test
  void headOfAClassIsNotJoinedWithWhatStandsBefore() {
    List<Chunk> chunks = chunks("python", Samples.of("python"), SMALL);

    assertThat(named("Order", chunks).text()).startsWith("# What a customer asks for.\n@dataclass");
  }

  @Test
  void classOfSmallMembersIsNamedByTheClass() {
    String code = "class Order {\n" + "  int a() { return 1; }\n".repeat(4) + "}\n";

    assertThat(chunks("java", code, 30)).extracting(Chunk::symbol).first().isEqualTo("Order");
  }

  @Test
  void useOfATypeDeclaresNothing() {
    assertThat(chunks("c", "static struct node *head;\n", SMALL))
        .singleElement()
        .extracting(Chunk::kind)
        .isEqualTo("block");
  }

  @ParameterizedTest
  @CsvSource({
    "cpp, 'void shop::Store::save(int a) {}', save, shop.Store.save",
    "cpp, 'int& Store::at(int a) { return b; }', at, Store.at",
    "cpp, 'Store::~Store() {}', ~Store, Store.~Store",
    "c, 'typedef int (*compare)(int a, int b);', compare, compare",
    "go, 'func (l *List[T]) Push(v T) {}', Push, List.Push",
    "go, 'func (o Order) Total() int { return 1 }', Total, Order.Total",
    "ruby, 'class Shop::Order; end', Order, Shop.Order",
    "css, '.bar > a:hover { color: red }', .bar > a:hover, .bar > a:hover",
    "css, '#menu { color: red }', #menu, #menu",
    "rust, 'impl<T> fmt::Display for Order<T> {}', Order, Order",
    "markdown, '# Version 1.2', Version 1.2, Version 1.2"
  })
  void nameIsToldApartFromWhatQualifiesIt(
      String language, String code, String symbol, String breadcrumb) {
    Chunk chunk = chunks(language, code, SMALL).get(0);

    assertThat(chunk.symbol()).isEqualTo(symbol);
    assertThat(chunk.breadcrumb()).isEqualTo(breadcrumb);
  }

  @Test
  void longNameIsShortenedOnACharacterBorder() {
    String name = "\ud835\udcb6".repeat(200);

    String symbol = chunks("python", "def " + name + "():\n  pass\n", 2_000).get(0).symbol();

    assertThat(symbol).hasSize(120).isEqualTo(name.substring(0, 120));
  }

  @Test
  void smallFileIsOneChunk() {
    assertThat(chunks("python", "import os\n\nLIMIT = 16\n", SMALL))
        .singleElement()
        .extracting(Chunk::text)
        .isEqualTo("import os\n\nLIMIT = 16");
  }

  @Test
  void indentationOfTheFirstLineIsKept() {
    assertThat(named("total", chunks("java", Samples.of("java"), SMALL)).text())
        .startsWith("  double total() {");
  }

  @Test
  void languageWithoutAGrammarIsCutByLines() {
    assertThat(chunks("csv", "[a]\nb = 1\n", SMALL))
        .isEqualTo(new LineChunker(new TokenEstimate(), SMALL).chunk("csv", utf8("[a]\nb = 1\n")));
  }

  @Test
  void byteOrderMarkIsNoPartOfAChunk() {
    assertThat(chunks("java", "\ufeffclass A {}\n", SMALL))
        .singleElement()
        .extracting(Chunk::text, Chunk::symbol)
        .containsExactly("class A {}", "A");
  }

  @Test
  void windowsLineEndsCountAsOneLineEach() {
    List<Chunk> chunks = chunks("java", Samples.of("java").replace("\n", "\r\n"), SMALL);

    assertThat(chunks)
        .extracting(Chunk::symbol, Chunk::startLine)
        .isEqualTo(
            chunks("java", Samples.of("java"), SMALL).stream()
                .map(
                    chunk -> org.assertj.core.groups.Tuple.tuple(chunk.symbol(), chunk.startLine()))
                .toList());
  }

  @Test
  void fingerprintTellsTheBudget() {
    SyntaxChunker one = new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), 100);
    SyntaxChunker other = new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), 101);

    assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
  }

  @Test
  void fingerprintOfALanguageTellsItsGrammarAlone() {
    GrammarRegistry one = GrammarRegistry.shared();
    GrammarRegistry other =
        GrammarRegistry.of(
            List.of(
                new UserGrammar(
                    "python",
                    new byte[] {1},
                    "python",
                    List.of("py"),
                    List.of("class_definition=class"))));
    SyntaxChunker before = new SyntaxChunker(one, new TokenEstimate(), 100);
    SyntaxChunker after = new SyntaxChunker(other, new TokenEstimate(), 100);

    assertThat(after.fingerprint("python")).isNotEqualTo(before.fingerprint("python"));
    assertThat(after.fingerprint("java")).isEqualTo(before.fingerprint("java"));
    assertThat(after.fingerprint("")).isEqualTo(before.fingerprint(""));
    assertThat(after.fingerprint(NotebookChunker.LANGUAGE))
        .as("cells may be of any language")
        .isNotEqualTo(before.fingerprint(NotebookChunker.LANGUAGE));
  }

  private static List<Chunk> chunks(String language, String code, int maxTokens) {
    return new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), maxTokens)
        .chunk(language, utf8(code));
  }

  private static Chunk named(String symbol, List<Chunk> chunks) {
    return chunks.stream().filter(chunk -> chunk.symbol().equals(symbol)).findFirst().orElseThrow();
  }

  private static String line(Chunk chunk) {
    return (chunk.startLine()
            + "-"
            + chunk.endLine()
            + " "
            + chunk.kind()
            + " "
            + chunk.symbol()
            + (chunk.breadcrumb().equals(chunk.symbol()) ? "" : " = " + chunk.breadcrumb()))
        .strip();
  }

  static List<String> languagesWithGoldenFile() throws IOException, URISyntaxException {
    Path folder = Path.of(SyntaxChunkerTest.class.getResource("golden").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString().replace(".txt", "")).sorted().toList();
    }
  }

  private static String golden(String language) throws IOException {
    try (InputStream in =
        SyntaxChunkerTest.class.getResourceAsStream("golden/" + language + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
