package io.codestrata.source;

import java.nio.file.Path;

/**
 * Where a repository lies, before one of its revisions is chosen. A URL's clone is up to date.
 *
 * @param id as of {@link Repository}
 * @param kind as of {@link Repository}
 * @param origin as of {@link Repository}
 * @param folder absolute: a work tree's root, a git directory, or a folder of files
 */
public record RepositoryPlace(String id, Repository.Kind kind, String origin, Path folder) {}
