package io.codestrata.source;

import io.codestrata.rules.SkipRule;
import java.util.List;
import java.util.Set;

/** Rules as the configuration may set them. */
final class Rules {
  /** What holds where nobody says anything. */
  static final SourceRules DEFAULT =
      new SourceRules(SkipRule.ALL, List.of(), List.of(), 10_000_000);

  private Rules() {}

  static SourceRules upTo(long maxFileBytes) {
    return new SourceRules(SkipRule.ALL, List.of(), List.of(), maxFileBytes);
  }

  static SourceRules applying(SkipRule... rules) {
    return new SourceRules(Set.of(rules), List.of(), List.of(), 10_000_000);
  }

  static SourceRules excluding(String... patterns) {
    return new SourceRules(SkipRule.ALL, List.of(patterns), List.of(), 10_000_000);
  }

  static SourceRules including(String... patterns) {
    return new SourceRules(SkipRule.ALL, List.of(), List.of(patterns), 10_000_000);
  }

  static List<ListedFile> files(RepositorySources sources, Repository repository)
      throws SourceException {
    return sources.list(repository, DEFAULT, List.of()).files();
  }
}
