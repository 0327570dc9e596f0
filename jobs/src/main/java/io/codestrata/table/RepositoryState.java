package io.codestrata.table;

import java.io.Serializable;
import java.time.Instant;

/**
 * What the lake knows of a repository: what it has indexed and by which rules.
 *
 * @param repository its id
 * @param origin canonical path or URL, without credentials
 * @param ref the ref asked for, empty for a folder
 * @param revision commit last indexed, empty for a folder
 * @param rootHash hash of the snapshot's root: git's tree id, or the Merkle root of a folder
 * @param rules fingerprint of what decided which files are read; empty where an older version wrote
 *     the row
 * @param chunking the chunker's fingerprint
 * @param model key of the embedding model
 * @param files files of the snapshot
 * @param skippedFiles those of them left out by rule
 * @param chunks chunks of all its files
 * @param failedFiles files of it that were left out by a failure and wait to be tried again
 * @param indexedAt when
 * @param defaultRef whether the ref is the repository's own, which search reads unless told
 *     otherwise; a further ref of it is a row of its own, of the same origin
 * @param visibility {@code public}, {@code internal} or {@code private}; empty where nobody said
 */
public record RepositoryState(
    String repository,
    String origin,
    String ref,
    String revision,
    String rootHash,
    String rules,
    String chunking,
    String model,
    long files,
    long skippedFiles,
    long chunks,
    long failedFiles,
    Instant indexedAt,
    boolean defaultRef,
    String visibility)
    implements Serializable {

  /** The same with a root that no snapshot has, so that the next run looks at every file. */
  public RepositoryState withoutRoot() {
    return new RepositoryState(
        repository,
        origin,
        ref,
        revision,
        "",
        rules,
        chunking,
        model,
        files,
        skippedFiles,
        chunks,
        failedFiles,
        indexedAt,
        defaultRef,
        visibility);
  }
}
