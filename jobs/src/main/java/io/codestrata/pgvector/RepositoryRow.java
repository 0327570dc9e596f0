package io.codestrata.pgvector;

import java.time.Instant;

/**
 * A repository as last indexed.
 *
 * @param id as file rows name it
 * @param origin address or folder it came from, without credentials
 * @param ref branch or tag, or the empty string
 * @param revision commit, or the empty string for a folder
 * @param indexedAt when
 * @param defaultRef whether the ref is the repository's own; a further one has a row of its own, of
 *     the same origin
 * @param visibility {@code public}, {@code internal} or {@code private}; empty where nobody said
 */
public record RepositoryRow(
    String id,
    String origin,
    String ref,
    String revision,
    Instant indexedAt,
    boolean defaultRef,
    String visibility) {}
