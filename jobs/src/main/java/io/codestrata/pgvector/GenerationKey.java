package io.codestrata.pgvector;

/**
 * Names a generation: the index of one model and chunking of a lake.
 *
 * @param lake id of the Delta lake
 * @param name within the lake
 */
public record GenerationKey(String lake, String name) {}
