package io.codestrata.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A grammar that fails on purpose, built by the C compiler: {@code DIE} in a text ends the process,
 * {@code SEG} breaks it, {@code HANG} never returns. Any other text is one node.
 */
public final class CrashGrammar {
  public static final String LANGUAGE = "crash";

  private static final Path SOURCE =
      Path.of("..", "udfs", "src", "test", "resources", "io", "codestrata", "language", "crash.c");

  private CrashGrammar() {}

  /** Builds the library, which exports {@code tree_sitter_crash}. */
  public static Path build(Path folder) throws IOException, InterruptedException {
    Path library = folder.resolve("crash.so").toAbsolutePath();
    Process compiler =
        new ProcessBuilder("cc", "-shared", "-fPIC", "-O1", "-o", library + "", SOURCE + "")
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).as("cc compiles %s", SOURCE).isZero();
    return library;
  }

  /** The languages there are and this one. */
  public static GrammarRegistry registry(Path library) {
    return GrammarRegistry.of(
        List.of(new UserGrammar(LANGUAGE, bytes(library), "crash", List.of(), List.of())));
  }

  private static byte[] bytes(Path library) {
    try {
      return Files.readAllBytes(library);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
