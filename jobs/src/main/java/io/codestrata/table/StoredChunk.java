package io.codestrata.table;

import io.codestrata.chunk.Chunk;
import java.io.Serializable;

/**
 * A chunk of some content.
 *
 * @param content whose chunk it is
 * @param chunkHash see {@link io.codestrata.merkle.ContentHash#ofText}, over {@link
 *     Chunk#embeddedText}
 * @param chunk the chunk
 */
public record StoredChunk(ContentKey content, String chunkHash, Chunk chunk)
    implements Serializable {}
