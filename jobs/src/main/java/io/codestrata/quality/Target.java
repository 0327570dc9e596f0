package io.codestrata.quality;

/**
 * What answers a query: a file, or some lines of one.
 *
 * @param path of the file
 * @param startLine first line, 1-based; 0 where any line of the file answers
 * @param endLine last line, inclusive; 0 where any does
 */
public record Target(String path, int startLine, int endLine) {
  /** Any line of a file. */
  public static Target file(String path) {
    return new Target(path, 0, 0);
  }

  /**
   * Whether a hit there answers. A path may be the end of the other's, since labels and index may
   * begin at different folders; lines have to overlap.
   */
  boolean isAnsweredBy(Place hit) {
    boolean sameFile =
        hit.path().equals(path)
            || hit.path().endsWith("/" + path)
            || path.endsWith("/" + hit.path());
    return sameFile
        && (startLine == 0 || (hit.endLine() >= startLine && hit.startLine() <= endLine));
  }
}
