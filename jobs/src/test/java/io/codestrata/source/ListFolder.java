package io.codestrata.source;

import io.codestrata.merkle.ManifestEntry;
import java.nio.file.Path;

/** Another process that lists a folder: argument folder. */
final class ListFolder {
  private ListFolder() {}

  public static void main(String[] arguments) {
    RepositorySources sources = new RepositorySources(Path.of("clones"), note -> {});
    try {
      Repository folder = sources.resolve(arguments[0], "HEAD", SourceKind.FOLDER);
      for (ListedFile file : Rules.files(sources, folder)) {
        ManifestEntry entry = file.entry();
        System.out.println(entry.mode() + " " + entry.path() + " " + file.skipReason());
      }
    } catch (SourceException e) {
      System.out.println("REFUSED " + e.getMessage());
    }
  }
}
