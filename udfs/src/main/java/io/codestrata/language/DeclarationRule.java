package io.codestrata.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which syntax node declares something, what, and where its name stands.
 *
 * @param kind the node's kind in its grammar, as in {@code node-types.json}
 * @param words where not empty, the first named child must read as one of them, as {@code def} in
 *     languages where that is a call
 * @param steps the way from the node to its name; empty where it lies in the usual place
 * @param declares {@code function}, {@code class}, ...: one lower-case word
 */
public record DeclarationRule(String kind, Set<String> words, List<Step> steps, String declares) {
  private static final Pattern RULE =
      Pattern.compile("(\\w+)(?:\\{([^}]+)})?((?:[.]\\w+|#\\d+)*)=([a-z]+)");
  private static final Pattern STEP = Pattern.compile("[.](\\w+)|#(\\d+)");

  /**
   * One step down.
   *
   * @param child name of a field, or else the kind of a child; empty where the index counts
   * @param index among the named children, from 0
   */
  public record Step(String child, int index) {}

  /**
   * Reads {@code kind[{word,word}][.child|#index ...]=what}.
   *
   * @throws IllegalArgumentException where the text is no such rule
   */
  public static DeclarationRule parse(String text) {
    Matcher rule = RULE.matcher(text);
    if (!rule.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no declaration rule (kind[{word,...}][.child|#index ...]=what)");
    }
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(rule.group(3));
    while (step.find()) {
      steps.add(
          step.group(1) != null
              ? new Step(step.group(1), 0)
              : new Step("", Integer.parseInt(step.group(2))));
    }
    return new DeclarationRule(
        rule.group(1),
        rule.group(2) == null ? Set.of() : Set.of(rule.group(2).split(",")),
        List.copyOf(steps),
        rule.group(4));
  }
}
