package io.codestrata.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rules in the format of gitleaks' configuration, as its README describes it: {@code rules} with
 * {@code id}, {@code regex}, {@code secretGroup}, {@code entropy}, {@code keywords}, {@code path}
 * and {@code allowlists}, and allowlists over all rules. Rules of paths alone are left out: what
 * leaves is a text.
 *
 * @param rules those of the file, with their own allowlists
 * @param allowlists those that are no rule's own
 */
record RuleFile(List<SecretRule> rules, List<Allowlist> allowlists) {

  /**
   * What gitleaks lets stand before a name. The patterns go without it, since it makes each a
   * hundred times as slow; {@link SecretScan} adds those characters to a match afterwards, which
   * comes to the same.
   */
  private static final String BEFORE_NAME = "[\\w.-]{0,50}?";

  /**
   * @param resource name of a file in this package
   * @throws UncheckedIOException if it cannot be read
   */
  static RuleFile read(String resource) {
    try (InputStream file = RuleFile.class.getResourceAsStream(resource)) {
      JsonNode root = new TomlMapper().readTree(file);
      List<SecretRule> rules = new ArrayList<>();
      for (JsonNode rule : root.path("rules")) {
        if (rule.has("regex")) {
          rules.add(rule(rule));
        }
      }
      List<Allowlist> allowlists = new ArrayList<>(allowlists(root));
      if (root.has("allowlist")) {
        allowlists.add(allowlist(root.get("allowlist")));
      }
      return new RuleFile(List.copyOf(rules), List.copyOf(allowlists));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SecretRule rule(JsonNode rule) {
    return new SecretRule(
        rule.get("id").asText(),
        Pattern.compile(rule.get("regex").asText().replace(BEFORE_NAME, "")),
        rule.path("secretGroup").asInt(0),
        rule.path("entropy").asDouble(0),
        texts(rule.path("keywords")).stream().map(word -> word.toLowerCase(Locale.ROOT)).toList(),
        Optional.ofNullable(rule.get("path")).map(JsonNode::asText).map(Pattern::compile),
        allowlists(rule));
  }

  private static List<Allowlist> allowlists(JsonNode owner) {
    List<Allowlist> allowlists = new ArrayList<>();
    owner.path("allowlists").forEach(list -> allowlists.add(allowlist(list)));
    return allowlists;
  }

  private static Allowlist allowlist(JsonNode list) {
    return new Allowlist(
        texts(list.path("targetRules")),
        switch (list.path("regexTarget").asText("")) {
          case "match" -> Allowlist.Target.MATCH;
          case "line" -> Allowlist.Target.LINE;
          default -> Allowlist.Target.SECRET;
        },
        list.path("condition").asText("").equalsIgnoreCase("AND"),
        patterns(list.path("paths")),
        patterns(list.path("regexes")),
        texts(list.path("stopwords")).stream().map(word -> word.toLowerCase(Locale.ROOT)).toList());
  }

  private static List<Pattern> patterns(JsonNode array) {
    return texts(array).stream().map(Pattern::compile).toList();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.asText()));
    return texts;
  }
}
