package io.codestrata.source;

import java.util.List;

/**
 * What a repository holds and what is to be read of it.
 *
 * @param files in {@link String} order of their paths, no path twice; a folder that is left out
 *     whole is one entry
 * @param ruleFiles fingerprint of the ignore and attribute files that had a say: a folder's may
 *     change while no listed file does
 * @param uniform whether every file is looked at in the same way whatever folder it lies in: no
 *     attribute file says of languages or rules, and no pattern includes
 */
public record RepositoryListing(List<ListedFile> files, String ruleFiles, boolean uniform) {}
