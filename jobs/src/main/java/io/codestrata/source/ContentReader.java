package io.codestrata.source;

import java.io.Closeable;
import java.io.IOException;

/** Reads files of one revision; opened and closed inside a partition, used by one thread. */
public interface ContentReader extends Closeable {
  /**
   * The file's bytes.
   *
   * @param path relative to the repository's root
   * @param contentHash the blob id for a git source; a folder ignores it
   * @throws IOException when the file cannot be read, is gone, grew above the bound, or would lie
   *     outside the tree
   */
  byte[] read(String path, String contentHash) throws IOException;
}
