package io.codestrata.language;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.treesitter.TSLanguage;

/** Where one grammar's native code lies, and how it is loaded. */
sealed interface GrammarSource {
  /** Loads it into this JVM, for good. */
  TSLanguage load() throws IOException, ReflectiveOperationException;

  /** A library that the build compiled for this platform into the jar. */
  record Compiled(String language, String symbol) implements GrammarSource {
    @Override
    public TSLanguage load() throws IOException {
      String resource = "native/" + platform() + "/" + language + suffix();
      try (InputStream library = GrammarSource.class.getResourceAsStream(resource)) {
        if (library == null) {
          throw new IOException(
              "it was not built for " + platform() + " (build Codestrata on such a machine)");
        }
        return linked(library.readAllBytes(), symbol);
      }
    }
  }

  /** A class of a Maven artifact that brings its own libraries. */
  record Artifact(String className) implements GrammarSource {
    @Override
    public TSLanguage load() throws ReflectiveOperationException {
      return Class.forName("org.treesitter." + className)
          .asSubclass(TSLanguage.class)
          .getDeclaredConstructor()
          .newInstance();
    }
  }

  /** A user's library. */
  record Given(UserGrammar grammar) implements GrammarSource {
    @Override
    public TSLanguage load() throws IOException {
      return linked(grammar.library(), grammar.symbol());
    }
  }

  private static TSLanguage linked(byte[] library, String symbol) throws IOException {
    // A folder only this user may enter: nobody can put another library in its place.
    Path folder = Files.createTempDirectory("codestrata-grammar-");
    Path file = folder.resolve(symbol + suffix());
    try {
      Files.write(file, library);
      return TSLanguage.load(file.toString(), "tree_sitter_" + symbol);
    } finally {
      // The process keeps what it has mapped.
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  /** As the build names the folder: {@code linux-x86_64}, {@code macos-aarch64}. */
  private static String platform() {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return (isMac() ? "macos-" : "linux-")
        + switch (machine) {
          case "amd64" -> "x86_64";
          case "arm64" -> "aarch64";
          default -> machine;
        };
  }

  private static String suffix() {
    return isMac() ? ".dylib" : ".so";
  }

  private static boolean isMac() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac");
  }
}
