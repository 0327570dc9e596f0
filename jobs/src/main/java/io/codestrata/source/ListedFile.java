package io.codestrata.source;

import io.codestrata.merkle.ManifestEntry;
import io.codestrata.rules.Disposition;
import io.codestrata.rules.Skip;

/**
 * One entry of a listing.
 *
 * @param entry path, mode and size; the content hash is the empty string where a source does not
 *     know it without reading (a folder), and executors fill it in. A folder that is left out whole
 *     has mode {@link #FOLDER_MODE} and, of git, its tree id
 * @param disposition whether it is read, and how
 */
public record ListedFile(ManifestEntry entry, Disposition disposition) {
  /** Git's mode of a folder. */
  public static final String FOLDER_MODE = "040000";

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

  /** Why the entry is left out though its content was not read; empty for a file to be read. */
  public String skipReason() {
    return disposition.skip().map(Skip::reason).orElse("");
  }

  /** An entry left out for one of the reasons above. */
  static ListedFile unlisted(ManifestEntry entry, String reason) {
    String because =
        switch (reason) {
          case SYMLINK -> "links are not followed";
          case SUBMODULE -> "a commit of another repository";
          case TOO_LARGE -> "more bytes than source.max-file-bytes";
          case UNSAFE_PATH -> "its path is not plain";
          case SPECIAL_FILE -> "a pipe, socket, device or unknown mode";
          case UNREADABLE -> "its names may not be read";
          default -> throw new IllegalArgumentException(reason);
        };
    return new ListedFile(entry, Disposition.skipped(new Skip(reason, because)));
  }
}
