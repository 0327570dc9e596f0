package io.codestrata.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
}
