package io.codestrata.pgvector;

/**
 * A file that refers to a content: what makes the content's chunks visible.
 *
 * @param repository id of the repository
 * @param path relative path, {@code /} between its parts
 * @param contentHash the content
 * @param language the content's language
 * @param chunking the chunker's version and settings
 * @param model key of the embedding model
 * @param size bytes
 */
public record FileRow(
    String repository,
    String path,
    String contentHash,
    String language,
    String chunking,
    String model,
    long size) {}
