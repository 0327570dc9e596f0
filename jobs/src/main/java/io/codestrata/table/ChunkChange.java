package io.codestrata.table;

/**
 * Chunks that one state of a repository has and the other has not, each content counted once.
 *
 * @param added only in the later
 * @param removed only in the earlier
 */
public record ChunkChange(long added, long removed) {}
