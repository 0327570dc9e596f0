package io.codestrata.source;

import io.codestrata.merkle.ContentHash;
import io.codestrata.rules.SkipRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the configuration says of which files are read.
 *
 * @param apply rules that are switched on
 * @param exclude patterns of {@code .gitignore}'s kind; what they match is left out whatever else
 *     says
 * @param include patterns of the same kind; what they match is read whatever rules, ignore files
 *     and attributes say
 * @param maxFileBytes larger files are listed as {@link ListedFile#TOO_LARGE}
 */
public record SourceRules(
    Set<SkipRule> apply, List<String> exclude, List<String> include, long maxFileBytes) {
  /** Raised whenever the same path or content may be judged otherwise. */
  private static final int VERSION = 1;

  private static final int FINGERPRINT_DIGITS = 16;

  public SourceRules {
    apply = Set.copyOf(apply);
    exclude = List.copyOf(exclude);
    include = List.copyOf(include);
  }

  /**
   * Names all of this but the size, which a listing asks anew each time: equal ones judge equally.
   */
  public String fingerprint() {
    return digest(
        VERSION
            + "\n"
            + apply.stream().map(SkipRule::reason).sorted().collect(Collectors.joining(","))
            + "\n"
            + String.join(",", exclude)
            + "\n"
            + String.join(",", include));
  }

  /** These, and patterns of one repository alone. */
  public SourceRules and(List<String> moreExclude, List<String> moreInclude) {
    if (moreExclude.isEmpty() && moreInclude.isEmpty()) {
      return this;
    }
    return new SourceRules(
        apply,
        Stream.concat(exclude.stream(), moreExclude.stream()).toList(),
        Stream.concat(include.stream(), moreInclude.stream()).toList(),
        maxFileBytes);
  }

  static String digest(String text) {
    return ContentHash.ofText(text).substring(0, FINGERPRINT_DIGITS);
  }
}
