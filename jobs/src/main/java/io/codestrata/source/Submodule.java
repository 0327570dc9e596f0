package io.codestrata.source;

/**
 * A repository inside another one's revision, at the commit that is recorded there.
 *
 * @param path from the root of the outermost repository
 * @param repository its origin is the outermost one's, a slash and the path; its ref that one's
 */
public record Submodule(String path, Repository repository) {}
