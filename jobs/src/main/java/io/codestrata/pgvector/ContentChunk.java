package io.codestrata.pgvector;

import io.codestrata.chunk.Chunk;

/**
 * A chunk as the database keeps it: under the content it was cut from, whatever files have it.
 *
 * @param contentHash the file's content, 40 or 64 hex digits
 * @param language as detected; together with the content and the chunking it decides the chunks
 * @param chunking version and settings of the chunker
 * @param chunkHash names the embedded text
 * @param chunk the chunk; a NUL in its texts is stored as U+FFFD
 */
public record ContentChunk(
    String contentHash, String language, String chunking, String chunkHash, Chunk chunk) {}
