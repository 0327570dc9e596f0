package io.codestrata.pgvector;

import java.time.Instant;

/**
 * Up to where a lake was published into this database.
 *
 * @param lake id of the Delta lake
 * @param tableVersion the lake's table version, all of which is here
 * @param model key of the embedding model it was published with
 * @param chunking the chunker's version and settings
 * @param updatedAt when
 */
public record Checkpoint(
    String lake, long tableVersion, String model, String chunking, Instant updatedAt) {}
