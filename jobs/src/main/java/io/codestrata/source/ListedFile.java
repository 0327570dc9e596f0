package io.codestrata.source;

import io.codestrata.merkle.ManifestEntry;

/**
 * One entry of a listing.
 *
 * @param entry path, mode and size; the content hash is the empty string where a source does not
 *     know it without reading (a folder), and executors fill it in
 * @param skipReason why the file is left out though its content was not read ({@code symlink},
 *     {@code submodule}, {@code too-large} ...), or the empty string for a file to be read
 */
public record ListedFile(ManifestEntry entry, String skipReason) {}
