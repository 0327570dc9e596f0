package io.codestrata.source;

import io.codestrata.rules.PatternBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.ignore.FastIgnoreRule;

/** Patterns of the configuration, relative to the repository's root; a folder's holds below it. */
final class PatternList {
  private record Pattern(String text, FastIgnoreRule rule) {}

  private final List<Pattern> patterns = new ArrayList<>();

  PatternList(List<String> texts) {
    texts.forEach(text -> patterns.add(new Pattern(text, new FastIgnoreRule(text))));
  }

  /** The first pattern that matches the path or a folder above it. */
  Optional<String> match(String path, boolean folder) {
    for (Pattern pattern : patterns) {
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        if (pattern.rule.isMatch(path.substring(0, slash), true, true)) {
          return Optional.of(pattern.text);
        }
      }
      if (pattern.rule.isMatch(path, folder, true)) {
        return Optional.of(pattern.text);
      }
    }
    return Optional.empty();
  }

  boolean mayMatchBelow(String folder) {
    return patterns.stream().anyMatch(pattern -> PatternBounds.mayMatchBelow(pattern.text, folder));
  }
}
