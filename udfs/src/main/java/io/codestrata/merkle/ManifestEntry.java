package io.codestrata.merkle;

/**
 * One leaf of a snapshot.
 *
 * @param path relative to the repository's root, {@code /} between names, never starting with one
 * @param mode git's file mode in octal: {@code 100644}, {@code 100755}, {@code 120000} (symbolic
 *     link), {@code 160000} (submodule)
 * @param contentHash see {@link ContentHash#ofFile}
 * @param size bytes, or 0 for a submodule
 */
public record ManifestEntry(String path, String mode, String contentHash, long size) {}
