package io.codestrata.job;

import io.codestrata.rules.Disposition;
import java.io.Serializable;

/**
 * One path of one repository of the run.
 *
 * @param repository index into the run's list of repositories
 * @param path within it
 * @param mode git's file mode, octal
 * @param contentHash git's blob id
 * @param size bytes
 * @param reading how its content is looked at
 */
record FileRef(
    int repository,
    String path,
    String mode,
    String contentHash,
    long size,
    Disposition.Reading reading)
    implements Serializable {
  FileRef withContent(String hash, long bytes) {
    return new FileRef(repository, path, mode, hash, bytes, reading);
  }

  FileRef of(int other) {
    return new FileRef(other, path, mode, contentHash, size, reading);
  }
}
