package io.codestrata.source;

/**
 * One entry of an archive that is no folder.
 *
 * @param path as the archive has it, without a leading {@code ./}; may be anything
 * @param kind what it is
 * @param executable whether its owner may execute it
 * @param size bytes, as the archive says
 */
record ArchivedFile(String path, Kind kind, boolean executable, long size) {
  /** What an entry is. */
  enum Kind {
    FILE,
    LINK,
    SPECIAL
  }

  /** The entry's path; that of the archive's root is empty. */
  static String path(String named) {
    String path = named;
    while (path.startsWith("./")) {
      path = path.substring(2);
    }
    return path;
  }
}
