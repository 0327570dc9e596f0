package io.codestrata.pgvector;

/**
 * Names a file.
 *
 * @param repository id of the repository
 * @param path relative path
 */
public record FileKey(String repository, String path) {}
