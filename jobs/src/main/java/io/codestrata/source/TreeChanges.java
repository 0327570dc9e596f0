package io.codestrata.source;

import io.codestrata.merkle.FolderEntry;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What differs between two trees of one repository that are listed by the same rules.
 *
 * @param files entries that the new tree has and the old one has not, or has otherwise
 * @param gone path to git's id of entries, folders too, that the old tree has and the new one has
 *     not, or has otherwise
 * @param folders folders of the new tree that differ, the root among them, each with all its
 *     children
 * @param uniform see {@link RepositoryListing#uniform}; of the entries that differ
 */
public record TreeChanges(
    List<ListedFile> files,
    Map<String, String> gone,
    SortedMap<String, List<FolderEntry>> folders,
    boolean uniform) {}
