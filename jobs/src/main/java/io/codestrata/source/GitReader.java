package io.codestrata.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;

/** Reads blobs straight from a git directory's objects; no checkout, no git command. */
final class GitReader implements ContentReader {
  private final org.eclipse.jgit.lib.Repository git;
  private final ObjectReader objects;
  private final long maxFileBytes;

  GitReader(Repository repository, long maxFileBytes) throws IOException {
    this.git = GitStorage.open(Path.of(repository.location()));
    this.objects = git.newObjectReader();
    this.maxFileBytes = maxFileBytes;
  }

  @Override
  public byte[] read(String path, String contentHash) throws IOException {
    try {
      ObjectLoader blob = objects.open(ObjectId.fromString(contentHash), Constants.OBJ_BLOB);
      if (blob.getSize() > maxFileBytes) {
        throw new IOException(
            path + " has " + blob.getSize() + " bytes, more than " + maxFileBytes);
      }
      if (!blob.isLarge()) {
        return blob.getCachedBytes();
      }
      try (InputStream content = blob.openStream()) {
        return content.readAllBytes();
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(path + ": '" + contentHash + "' is not a blob id", e);
    } catch (LargeObjectException e) {
      throw new IOException(path + " is too large to read into memory", e);
    }
  }

  @Override
  public void close() {
    objects.close();
    git.close();
  }
}
