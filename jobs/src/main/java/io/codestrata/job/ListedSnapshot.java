package io.codestrata.job;

import io.codestrata.merkle.Manifest;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.merkle.MerkleTree;
import io.codestrata.source.ListedFile;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A repository's listing with every content hash there is.
 *
 * @param files path to file
 * @param skipped path to the listing's reason
 * @param failures path to why it could not be hashed
 */
record ListedSnapshot(
    Map<String, FileRef> files, Map<String, String> skipped, Map<String, String> failures) {

  /**
   * @param index of the repository in its group
   */
  static ListedSnapshot of(List<ListedFile> listed, int index) {
    Map<String, FileRef> files = new LinkedHashMap<>();
    Map<String, String> skipped = new HashMap<>();
    for (ListedFile file : listed) {
      ManifestEntry entry = file.entry();
      files.put(
          entry.path(),
          new FileRef(
              index,
              entry.path(),
              entry.mode(),
              entry.contentHash(),
              entry.size(),
              file.disposition().reading()));
      if (!file.skipReason().isEmpty()) {
        skipped.put(entry.path(), file.skipReason());
      }
    }
    return new ListedSnapshot(files, skipped, Map.of());
  }

  MerkleTree tree() {
    return MerkleTree.of(
        Manifest.of(
            files.values().stream()
                .map(
                    file ->
                        new ManifestEntry(
                            file.path(), file.mode(), file.contentHash(), file.size()))
                .toList()));
  }
}
