package io.codestrata.source;

import java.util.List;

/**
 * What a repository holds and what is to be read of it.
 *
 * @param files in {@link String} order of their paths, no path twice; a folder that is left out
 *     whole is one entry
 * @param ruleFiles fingerprint of the ignore and attribute files that had a say: a folder's may
 *     change while no listed file does
 */
public record RepositoryListing(List<ListedFile> files, String ruleFiles) {}
