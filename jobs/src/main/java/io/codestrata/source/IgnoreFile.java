package io.codestrata.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.ignore.FastIgnoreRule;

/** One {@code .gitignore} or {@code .codestrataignore}, which holds below its folder. */
final class IgnoreFile {
  private record Rule(int line, FastIgnoreRule rule) {}

  /**
   * What a file of rules says of a path.
   *
   * @param ignored or, by a negated pattern, not ignored
   * @param because file, line and pattern
   */
  record Answer(boolean ignored, String because) {}

  private final RuleFile file;
  private final List<Rule> rules = new ArrayList<>();

  IgnoreFile(RuleFile file) {
    this.file = file;
    for (RuleFile.Line line : file.lines()) {
      FastIgnoreRule rule = new FastIgnoreRule(line.text());
      if (!rule.isEmpty()) {
        rules.add(new Rule(line.number(), rule));
      }
    }
  }

  /** The last rule that matches the path, which lies below this file's folder. */
  Optional<Answer> ask(String path, boolean folder) {
    String relative = path.substring(file.prefix().length());
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule each = rules.get(i);
      if (each.rule.isMatch(relative, folder, true)) {
        return Optional.of(
            new Answer(each.rule.getResult(), file.cite(each.line) + " " + each.rule));
      }
    }
    return Optional.empty();
  }

  /** The answer of the first of these files that has one. */
  static Optional<Answer> ask(List<IgnoreFile> nearestFirst, String path, boolean folder) {
    for (IgnoreFile each : nearestFirst) {
      Optional<Answer> answer = each.ask(path, folder);
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }
}
