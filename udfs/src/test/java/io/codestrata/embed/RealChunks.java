package io.codestrata.embed;

import io.codestrata.chunk.Chunk;
import io.codestrata.chunk.SyntaxChunker;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.language.GrammarRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chunks of this project's own files, as the pipeline cuts and embeds them. */
final class RealChunks {
  private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
  private static final Map<String, String> LANGUAGES =
      Map.of(
          "java",
          "java",
          "py",
          "python",
          "md",
          "markdown",
          "xml",
          "xml",
          "sql",
          "sql",
          "yaml",
          "yaml",
          "sh",
          "bash");

  static final List<RealChunk> ALL = read();

  record RealChunk(String language, String text) {}

  private RealChunks() {}

  private static List<RealChunk> read() {
    SyntaxChunker chunker = new SyntaxChunker(GrammarRegistry.shared(), new TokenEstimate(), 512);
    List<RealChunk> chunks = new ArrayList<>();
    try (Stream<Path> files = Files.walk(PROJECT)) {
      for (Path file : files.filter(RealChunks::isSource).sorted().toList()) {
        String language = LANGUAGES.get(extension(file));
        for (Chunk chunk : chunker.chunk(language, Files.readAllBytes(file))) {
          chunks.add(new RealChunk(language, chunk.embeddedText()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(chunks);
  }

  private static boolean isSource(Path file) {
    String path = PROJECT.relativize(file).toString();
    return Files.isRegularFile(file)
        && LANGUAGES.containsKey(extension(file))
        && !path.contains("target/")
        && !path.startsWith(".");
  }

  private static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
