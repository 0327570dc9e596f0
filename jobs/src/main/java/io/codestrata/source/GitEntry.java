package io.codestrata.source;

import io.codestrata.merkle.ManifestEntry;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.lib.FileMode;

/**
 * A git tree's entry.
 *
 * @param rawPath from the root, as git has it; its bytes need be no UTF-8
 * @param mode git's
 * @param id of the blob, the tree or the submodule's commit: 40 hex digits, or 64 in a repository
 *     of SHA-256
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GitEntry(byte[] rawPath, FileMode mode, String id) {
  boolean isFile() {
    return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
  }

  boolean isFolder() {
    return mode.equals(FileMode.TREE);
  }

  boolean isNamed(String name) {
    int start = rawPath.length - name.length();
    return (start == 0 || (start > 0 && rawPath[start - 1] == '/'))
        && new String(rawPath, start, name.length(), StandardCharsets.ISO_8859_1).equals(name);
  }

  ManifestEntry manifest(String path, long size) {
    return new ManifestEntry(path, octalMode(), id, size);
  }

  String octalMode() {
    return "%06o".formatted(mode.getBits());
  }
}
