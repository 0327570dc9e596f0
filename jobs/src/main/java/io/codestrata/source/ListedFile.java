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
public record ListedFile(ManifestEntry entry, String skipReason) {
  /** A symbolic link: never followed. */
  public static final String SYMLINK = "symlink";

  /** A commit of another repository. */
  public static final String SUBMODULE = "submodule";

  /** Larger than the listing's bound. */
  public static final String TOO_LARGE = "too-large";

  /** A path that is not plain: not Unicode, {@code ..}, control characters; shown escaped. */
  public static final String UNSAFE_PATH = "unsafe-path";

  /** A pipe, socket, device or an entry of unknown mode. */
  public static final String SPECIAL_FILE = "special-file";

  /** A folder whose names may not be read. */
  public static final String UNREADABLE = "unreadable";
}
