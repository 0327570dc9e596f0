package io.codestrata.pgvector;

import java.time.Instant;

/**
 * A generation as it is published.
 *
 * @param key its lake and name
 * @param model key of the embedding model
 * @param chunking the chunker's version and settings
 * @param tableVersion its checkpoint: the version of the lake's table that it has reached
 * @param updatedAt when
 * @param serving whether searches see it that name none
 */
public record Generation(
    GenerationKey key,
    String model,
    String chunking,
    long tableVersion,
    Instant updatedAt,
    boolean serving) {}
