package io.codestrata.table;

import java.io.Serializable;

/**
 * An embedding that has been paid for.
 *
 * @param chunkHash of what was embedded
 * @param model key of the embedding model: name, dimension and type
 * @param tokens tokens counted for it
 * @param vector of unit length
 */
public record StoredEmbedding(String chunkHash, String model, long tokens, float[] vector)
    implements Serializable {}
