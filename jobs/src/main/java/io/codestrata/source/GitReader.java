package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Path;

/** Reads blobs from a git directory's objects; no checkout. */
final class GitReader implements ContentReader {
  private final GitObjects objects;
  private final long maxFileBytes;

  GitReader(Repository repository, long maxFileBytes) throws IOException {
    this.objects = GitObjects.open(Path.of(repository.location()));
    this.maxFileBytes = maxFileBytes;
  }

  @Override
  public byte[] read(String path, String contentHash) throws IOException {
    try {
      return objects.read(contentHash, maxFileBytes);
    } catch (LargeBlobException e) {
      throw new IOException(path + " " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    objects.close();
  }
}
