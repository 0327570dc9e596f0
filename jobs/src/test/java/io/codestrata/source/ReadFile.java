package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that reads a file: arguments folder, path. */
final class ReadFile {
  private ReadFile() {}

  public static void main(String[] arguments) throws SourceException {
    RepositorySources sources = new RepositorySources(Path.of("clones"), note -> {});
    Repository folder = sources.resolve(arguments[0], "HEAD", SourceKind.FOLDER);
    try (ContentReader reader = RepositorySources.open(folder, 100)) {
      System.out.println("READ " + reader.read(arguments[1], "").length);
    } catch (IOException e) {
      System.out.println("FAILED " + e.getMessage());
    }
  }
}
