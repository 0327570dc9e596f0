package io.codestrata.pgvector;

/**
 * A pattern of paths as {@code .gitignore} has them: {@code *} and {@code ?} stay within a name,
 * {@code **} does not; without a slash it means a file or folder of that name anywhere, with one it
 * starts at the root; a folder means all below it.
 */
final class PathGlob {
  private PathGlob() {}

  /** The pattern as a regular expression of PostgreSQL (manual, 9.7.3), for a whole path. */
  static String regex(String glob) {
    String pattern = glob.endsWith("/") ? glob.substring(0, glob.length() - 1) : glob;
    boolean rooted = pattern.contains("/");
    pattern = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    StringBuilder regex = new StringBuilder(rooted ? "^" : "^(.*/)?");
    int at = 0;
    while (at < pattern.length()) {
      if (pattern.startsWith("**/", at)) {
        regex.append("(.*/)?");
        at += 3;
      } else if (pattern.startsWith("**", at)) {
        regex.append(".*");
        at += 2;
      } else {
        int letter = pattern.codePointAt(at);
        regex.append(
            switch (letter) {
              case '*' -> "[^/]*";
              case '?' -> "[^/]";
              default -> literal(letter);
            });
        at += Character.charCount(letter);
      }
    }
    return regex.append("(/.*)?$").toString();
  }

  /** An escaped letter or digit would be a class or a reference to a group. */
  private static String literal(int letter) {
    String text = Character.toString(letter);
    return Character.isLetterOrDigit(letter) || letter > 127 ? text : "\\" + text;
  }
}
