package io.codestrata.pgvector;

/**
 * A chunk's embedding.
 *
 * @param chunkHash names the embedded text
 * @param model key of the model, {@code name/dimension/type}
 * @param vector of that dimension, 1 to 16,000
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; a list would box every number
public record ChunkVector(String chunkHash, String model, float[] vector) {}
