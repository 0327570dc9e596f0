package io.codestrata.embed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A real {@code tokenizer.json} in a file: that of the local model, WordPiece. */
public final class TestTokenizer {
  private TestTokenizer() {}

  public static Path file() throws IOException {
    Path file = Files.createTempFile("tokenizer", ".json");
    file.toFile().deleteOnExit();
    try (InputStream in =
        TestTokenizer.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }
}
