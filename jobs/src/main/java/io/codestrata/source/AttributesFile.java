package io.codestrata.source;

import io.codestrata.rules.PatternBounds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.attributes.AttributesNode;
import org.eclipse.jgit.attributes.AttributesRule;

/** One {@code .gitattributes}, which holds below its folder. */
final class AttributesFile {
  static final String GENERATED = "linguist-generated";
  static final String VENDORED = "linguist-vendored";
  static final String LANGUAGE = "linguist-language";
  static final String BINARY = "binary";

  private static final String MACRO = "[attr]";

  /**
   * What is said of one attribute of a path.
   *
   * @param value {@code true} and {@code false} where it is set or unset without a value; empty
   *     where it is taken back
   * @param because file, line and attribute
   */
  record Answer(String value, String because) {
    boolean isTrue() {
      return value.equals("true");
    }

    boolean isFalse() {
      return value.equals("false");
    }
  }

  private record Rule(int line, AttributesRule rule, Map<String, String> values) {}

  private final RuleFile file;
  private final List<Rule> rules = new ArrayList<>();

  AttributesFile(RuleFile file) {
    this.file = file;
    Map<String, Map<String, String>> macros = new HashMap<>();
    for (RuleFile.Line line : file.lines()) {
      for (AttributesRule rule : parsed(line.text())) {
        Map<String, String> values = values(rule, macros);
        String pattern = rule.getPattern();
        if (pattern.startsWith(MACRO)) {
          macros.put(pattern.substring(MACRO.length()), values);
        } else if (!values.isEmpty()) {
          rules.add(new Rule(line.number(), rule, values));
        }
      }
    }
  }

  /** Whether it says anything that counts here. */
  boolean counts() {
    return !rules.isEmpty();
  }

  private static List<AttributesRule> parsed(String line) {
    AttributesNode node = new AttributesNode();
    try {
      node.parse(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return node.getRules();
  }

  /** The attributes that count here; a macro stands for those it was defined with above. */
  private static Map<String, String> values(
      AttributesRule rule, Map<String, Map<String, String>> macros) {
    Map<String, String> values = new HashMap<>();
    for (Attribute attribute : rule.getAttributes()) {
      String value =
          switch (attribute.getState()) {
            case SET -> "true";
            case UNSET -> "false";
            case UNSPECIFIED -> "";
            case CUSTOM -> attribute.getValue();
          };
      String key = attribute.getKey();
      if (List.of(GENERATED, VENDORED, LANGUAGE, BINARY).contains(key)) {
        values.put(key, value);
      } else if (value.equals("true")) {
        values.putAll(macros.getOrDefault(key, Map.of()));
      }
    }
    return values;
  }

  private Optional<Answer> ask(String attribute, String path) {
    String relative = path.substring(file.prefix().length());
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule each = rules.get(i);
      String value = each.values.get(attribute);
      if (value != null && each.rule.isMatch(relative, false)) {
        return Optional.of(
            new Answer(value, file.cite(each.line) + " " + attribute + shown(value)));
      }
    }
    return Optional.empty();
  }

  private static String shown(String value) {
    return value.equals("true") ? "" : "=" + value;
  }

  /** Whether an attribute may be unset for some file below the folder. */
  boolean mayUnsetBelow(String attribute, String folder) {
    String relative =
        folder.length() < file.prefix().length() ? "" : folder.substring(file.prefix().length());
    return rules.stream()
        .filter(each -> "false".equals(each.values.get(attribute)))
        .anyMatch(
            each ->
                relative.isEmpty()
                    || each.rule.isNameOnly()
                    || PatternBounds.mayMatchBelow(each.rule.getPattern(), relative));
  }

  /** The answer of the first of these files that has one; none where it is taken back. */
  static Optional<Answer> ask(List<AttributesFile> nearestFirst, String attribute, String path) {
    for (AttributesFile each : nearestFirst) {
      Optional<Answer> answer = each.ask(attribute, path);
      if (answer.isPresent()) {
        return answer.filter(said -> !said.value().isEmpty());
      }
    }
    return Optional.empty();
  }
}
