package io.codestrata.quality;

/**
 * Where a hit lies.
 *
 * @param path of the file in its repository
 * @param startLine first line, 1-based
 * @param endLine last line, inclusive
 */
public record Place(String path, int startLine, int endLine) {}
