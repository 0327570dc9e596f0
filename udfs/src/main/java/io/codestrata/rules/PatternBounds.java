package io.codestrata.rules;

import java.util.regex.Pattern;

/**
 * Which patterns of {@code .gitignore}'s kind are tried on paths. A name with many stars makes a
 * matcher go back and forth for hours on a name that was made for it.
 */
public final class PatternBounds {
  /** Stars in one name of a pattern: what two cost grows with the square of a name's length. */
  public static final int MOST_STARS = 2;

  private static final int LONGEST = 1_000;
  private static final Pattern WILD = Pattern.compile("[*?\\[\\\\]");

  private PatternBounds() {}

  /** Whether matching costs little whatever the path. */
  public static boolean isBounded(String pattern) {
    if (pattern.length() > LONGEST) {
      return false;
    }
    for (String name : pattern.split("/", -1)) {
      if (!name.equals("**") && name.chars().filter(c -> c == '*').count() > MOST_STARS) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a pattern may match something below a folder: no only where its names up to the first
   * wildcard say so.
   *
   * @param pattern of {@code .gitignore}'s kind
   * @param folder relative to where the pattern stands, {@code /} between names
   */
  public static boolean mayMatchBelow(String pattern, String folder) {
    int slash = pattern.indexOf('/');
    if (slash < 0 || slash == pattern.length() - 1) {
      return true;
    }
    String[] names = pattern.substring(slash == 0 ? 1 : 0).split("/");
    String[] folders = folder.split("/");
    for (int i = 0; i < Math.min(names.length, folders.length); i++) {
      if (names[i].equals("**")) {
        return true;
      }
      if (!WILD.matcher(names[i]).find() && !names[i].equals(folders[i])) {
        return false;
      }
    }
    return true;
  }
}
