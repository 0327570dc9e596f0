package io.codestrata.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Refs a user names by a pattern: {@code *} stands for any characters, slashes too, as in git's
 * refspecs. No name of a ref holds that sign, so what holds it is a pattern. Pure.
 */
public final class RefPatterns {
  private RefPatterns() {}

  public static boolean isPattern(String ref) {
    return ref.indexOf('*') >= 0;
  }

  /** Whether the pattern means this ref; a name without {@code *} means itself. */
  public static boolean matches(String pattern, String ref) {
    String regex =
        Arrays.stream(pattern.split("\\*+", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.compile(regex, Pattern.DOTALL).matcher(ref).matches();
  }

  /**
   * Each ref once, in order; those of one pattern in the order given.
   *
   * @param present branches and tags there are
   * @param unmatched told of patterns that mean none of them
   */
  static List<String> expand(
      List<String> named, Collection<String> present, Consumer<String> unmatched) {
    Set<String> refs = new LinkedHashSet<>();
    for (String name : named) {
      if (!isPattern(name)) {
        refs.add(name);
        continue;
      }
      List<String> meant = present.stream().filter(ref -> matches(name, ref)).toList();
      if (meant.isEmpty()) {
        unmatched.accept(name);
      }
      refs.addAll(meant);
    }
    return new ArrayList<>(refs);
  }
}
