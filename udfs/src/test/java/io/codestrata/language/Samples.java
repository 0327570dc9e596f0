package io.codestrata.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A small sound file of each language that has structure. */
public final class Samples {
  private Samples() {}

  /** Languages with a grammar. */
  public static List<String> languages() {
    return GrammarRegistry.shared().languages().stream()
        .filter(language -> !language.grammar().isEmpty())
        .map(LanguageInfo::name)
        .toList();
  }

  public static String of(String language) {
    try (InputStream in = Samples.class.getResourceAsStream("samples/" + language + ".txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Languages whose sample's declarations are listed. */
  public static Set<String> languagesWithSymbols() {
    return symbols().keySet();
  }

  /** What each sample declares, by language. */
  public static Map<String, List<String>> symbols() {
    Map<String, List<String>> symbols = new TreeMap<>();
    Tables.read("symbols.txt")
        .forEach((language, cells) -> symbols.put(language, Tables.words(cells[1])));
    return symbols;
  }
}
