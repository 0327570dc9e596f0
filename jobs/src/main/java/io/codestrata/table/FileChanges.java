package io.codestrata.table;

import java.util.List;

/**
 * What has to happen to a copy of {@code files} to make it equal.
 *
 * @param upserts rows as they are to be
 * @param deletes rows that are to go
 */
public record FileChanges(List<IndexedFile> upserts, List<FileKey> deletes) {
  /** Nothing has to happen. */
  public static final FileChanges NONE = new FileChanges(List.of(), List.of());
}
