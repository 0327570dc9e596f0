package io.codestrata.pgvector;

/**
 * What a publication changed.
 *
 * @param filesUpserted file rows that are new or differ from before
 * @param filesDeleted file rows removed
 * @param chunksDeleted chunk rows no file refers to any more
 * @param embeddingsDeleted embeddings no chunk of a file refers to any more
 * @param chunksWithoutEmbedding chunks of the upserted files that only the lexical search finds
 * @param collected false when another run was loading, so the next publication collects
 */
public record PublishResult(
    long filesUpserted,
    long filesDeleted,
    long chunksDeleted,
    long embeddingsDeleted,
    long chunksWithoutEmbedding,
    boolean collected) {}
