package io.codestrata.pgvector;

/**
 * A chunk where it stands.
 *
 * @param place its file, lines and text; its score means nothing
 * @param ordinal its number in the file, 0-based
 * @param chunkHash of what is embedded
 * @param model key of the file's embedding model
 */
public record PublishedChunk(SearchHit place, int ordinal, String chunkHash, String model) {}
