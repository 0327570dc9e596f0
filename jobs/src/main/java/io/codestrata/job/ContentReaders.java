package io.codestrata.job;

import io.codestrata.source.ContentReader;
import io.codestrata.source.Repository;
import io.codestrata.source.RepositorySources;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The readers one partition has open: one a repository, opened when first asked. */
final class ContentReaders implements Closeable {
  private final List<Repository> repositories;
  private final long maxFileBytes;
  private final Map<Integer, ContentReader> open = new HashMap<>();

  ContentReaders(List<Repository> repositories, long maxFileBytes) {
    this.repositories = repositories;
    this.maxFileBytes = maxFileBytes;
  }

  byte[] read(FileRef file) throws IOException {
    ContentReader reader = open.get(file.repository());
    if (reader == null) {
      reader = RepositorySources.open(repositories.get(file.repository()), maxFileBytes);
      open.put(file.repository(), reader);
    }
    return reader.read(file.path(), file.contentHash());
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (ContentReader reader : open.values()) {
      try {
        reader.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    open.clear();
    if (first != null) {
      throw first;
    }
  }
}
