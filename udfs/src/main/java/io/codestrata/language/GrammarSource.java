package io.codestrata.language;

import io.codestrata.syntax.Grammar;
import io.codestrata.syntax.Platform;
import java.io.IOException;
import java.io.InputStream;

/** Where one grammar's native code lies, and how it is loaded. */
sealed interface GrammarSource {
  /** Loads it into this JVM, for good. */
  Grammar load() throws IOException;

  /** A library that the build compiled for this platform into the jar. */
  record Compiled(String language, String symbol) implements GrammarSource {
    @Override
    public Grammar load() throws IOException {
      return bundled(
          "native/" + Platform.name() + "/" + language + Platform.librarySuffix(), symbol);
    }
  }

  /** A Maven artifact that brings libraries for the platforms it was built for. */
  record Artifact(String artifactId, String symbol) implements GrammarSource {
    @Override
    public Grammar load() throws IOException {
      String system = Platform.system().equals("linux") ? "linux-gnu" : Platform.system();
      String file = String.join("-", Platform.machine(), system, artifactId);
      return bundled("/lib/" + file + Platform.librarySuffix(), symbol);
    }
  }

  /** A user's library. */
  record Given(UserGrammar grammar) implements GrammarSource {
    @Override
    public Grammar load() throws IOException {
      return Grammar.load(grammar.library(), grammar.symbol());
    }
  }

  private static Grammar bundled(String resource, String symbol) throws IOException {
    try (InputStream library = GrammarSource.class.getResourceAsStream(resource)) {
      if (library == null) {
        throw new IOException(
            "it was not built for " + Platform.name() + " (build Codestrata on such a machine)");
      }
      return Grammar.load(library.readAllBytes(), symbol);
    }
  }
}
