package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that uses a clone until its input ends: arguments data folder, URL. */
final class HoldClone {
  private HoldClone() {}

  public static void main(String[] arguments) throws SourceException, IOException {
    try (RepositorySources sources = new RepositorySources(Path.of(arguments[0]), note -> {})) {
      sources.resolve(arguments[1], "HEAD", SourceKind.AUTO);
      System.out.println("held");
      while (System.in.read() >= 0) {
        // until it is closed
      }
    }
  }
}
