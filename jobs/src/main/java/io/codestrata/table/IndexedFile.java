package io.codestrata.table;

import java.io.Serializable;

/**
 * A leaf of a repository's current Merkle tree, and what became of it.
 *
 * @param repository its repository's id
 * @param path within the repository
 * @param mode git's file mode, octal
 * @param contentHash see {@link io.codestrata.merkle.ContentHash#ofFile}
 * @param language detected language, empty where the file was not read
 * @param chunking the chunker's fingerprint at the time
 * @param model key of the embedding model at the time
 * @param size bytes
 * @param status {@link #INDEXED}, {@link #SKIPPED} or {@link #FAILED}
 * @param reason why it was skipped or failed, or what its grammar did that it was cut by lines;
 *     else empty
 * @param chunks how many chunks its content has
 */
public record IndexedFile(
    String repository,
    String path,
    String mode,
    String contentHash,
    String language,
    String chunking,
    String model,
    long size,
    String status,
    String reason,
    int chunks)
    implements Serializable {
  public static final String INDEXED = "indexed";
  public static final String SKIPPED = "skipped";

  /** Left out by a failure; tried again by the next run. */
  public static final String FAILED = "failed";

  /** Whether search can find it: what was left out has nothing, or what is out of date. */
  public boolean isSearchable() {
    return status.equals(INDEXED) && chunks > 0;
  }

  /** What its chunks are kept by. */
  public ContentKey content() {
    return new ContentKey(contentHash, language, chunking);
  }

  public IndexedFile failed(String why) {
    return new IndexedFile(
        repository, path, mode, contentHash, language, chunking, model, size, FAILED, why, chunks);
  }
}
