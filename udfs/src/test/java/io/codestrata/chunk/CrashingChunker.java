package io.codestrata.chunk;

import io.codestrata.language.CrashGrammar;
import java.io.IOException;
import java.nio.file.Path;

/** {@link ChunkerMain} with a grammar more, that crashes. */
final class CrashingChunker {
  static final int BUDGET = 100;

  private CrashingChunker() {}

  public static void main(String[] library) throws IOException {
    ChunkerMain.serve(syntax(Path.of(library[0])));
  }

  static SyntaxChunker syntax(Path library) {
    return new SyntaxChunker(CrashGrammar.registry(library), new TokenEstimate(), BUDGET);
  }
}
