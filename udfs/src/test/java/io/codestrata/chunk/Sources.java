package io.codestrata.chunk;

import io.codestrata.language.Samples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** Generated files: wild text, and sound source that was truncated, torn and spliced. */
final class Sources {
  private Sources() {}

  /** Text of all planes and all blanks, with much that means something to some grammar. */
  static Arbitrary<byte[]> wild() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(
            Arbitraries.of(
                " ",
                "\n",
                "\t",
                "\r\n",
                "\f",
                "\u000b",
                "\u001c",
                "\u0085",
                "\u00a0",
                "\u2003",
                "\u2028",
                "\u3000",
                "\ufeff",
                "{",
                "}",
                "(",
                ")",
                "\"",
                "'",
                "`",
                "/*",
                "*/",
                "//",
                "#",
                "# a",
                "---",
                "```\n",
                "<a>",
                "class A {",
                "def f():\n  ",
                "\u0001",
                "é",
                "\u20ac",
                "\ud83d\ude00",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
            Arbitraries.strings().withChars("abc xyz019_;=.,").ofMaxLength(20));
    return piece.list().ofMaxSize(40).map(pieces -> utf8(String.join("", pieces)));
  }

  /** A language, a grammar's or none's, and a file of it that may be damaged. */
  static Arbitrary<Tuple2<String, byte[]>> damaged() {
    return languages()
        .flatMap(
            language -> {
              int[] sound = sample(language).codePoints().toArray();
              Arbitrary<Integer> at = Arbitraries.integers().between(0, sound.length);
              return Combinators.combine(at, at, at, wild())
                  .as(
                      (from, to, splice, wild) ->
                          Tuple.of(language, damaged(sound, from, to, splice, wild)));
            });
  }

  static Arbitrary<String> languages() {
    List<String> languages = new ArrayList<>(Samples.languages());
    languages.add("markdown");
    languages.add("csv");
    return Arbitraries.of(languages);
  }

  static Arbitrary<Integer> budgets() {
    return Arbitraries.of(1, 2, 7, 24, 60, 400);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Without {@code [from, to)}, or without all but that, and something wild in between. */
  private static byte[] damaged(int[] sound, int from, int to, int splice, byte[] wild) {
    StringBuilder file = new StringBuilder();
    for (int i = 0; i <= sound.length; i++) {
      if (i == splice) {
        file.append(new String(wild, StandardCharsets.UTF_8));
      }
      boolean kept = from <= to ? i < from || i >= to : i >= to && i < from;
      if (i < sound.length && kept) {
        file.appendCodePoint(sound[i]);
      }
    }
    return utf8(file.toString());
  }

  private static String sample(String language) {
    return language.equals("csv") ? "[package]\nname = \"shop\"\n" : Samples.of(language);
  }
}
