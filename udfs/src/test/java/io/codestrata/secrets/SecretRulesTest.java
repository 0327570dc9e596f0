package io.codestrata.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.curiousoddman.rgxgen.RgxGen;
import com.google.re2j.Matcher;
import io.codestrata.secrets.Allowlist.Candidate;
import io.codestrata.secrets.SecretScan.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rule set ships no examples, so each rule's are made from its pattern. */
class SecretRulesTest {
  private static final SecretRules RULES = SecretRules.shared();
  private static final int SAMPLES = 20;

  /** A name under which each rule that asks for one applies. */
  private static final List<String> PATHS = List.of("a.tf", "a.yaml", "a.php", "nuget.config");

  static Stream<SecretRule> rules() {
    return RULES.all().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleFindsItsSamplesWhereverTheyStand(SecretRule rule) {
    String path =
        rule.path().isEmpty()
            ? ""
            : PATHS.stream()
                .filter(
                    name ->
                        rule.path().get().matches(name) || rule.path().get().matcher(name).find())
                .findFirst()
                .orElseThrow();
    RgxGen generator = RgxGen.parse(javaSyntax(rule.pattern().pattern()));
    Random random = new Random(rule.id().hashCode());
    int found = 0;
    for (int i = 0; i < SAMPLES; i++) {
      for (String text : texts(generator.generate(random), rule)) {
        List<Span> expected = everywhere(rule, text, path);
        found += expected.size();

        assertThat(new SecretScan(RULES, text, path).spans())
            .as("%s in %s", rule.id(), text)
            .containsAll(expected);
      }
    }

    assertThat(found).as("samples of %s that are secrets", rule.id()).isPositive();
  }

  /** The sample alone, in code, far into a line and below a rule's keywords. */
  private static List<String> texts(String sample, SecretRule rule) {
    return List.of(
        sample,
        "if (a) {\n  f(x);\n" + sample + "\n}\n",
        "x." + "y,".repeat(300) + " " + sample + " " + sample + "\n",
        "# " + String.join(" ", rule.keywords()) + "\n" + sample + "\n");
  }

  /** What the rule finds without keywords and windows. */
  private static List<Span> everywhere(SecretRule rule, String text, String path) {
    List<Span> spans = new ArrayList<>();
    boolean mayMatch =
        rule.keywords().isEmpty()
            || rule.keywords().stream().anyMatch(text.toLowerCase(Locale.ROOT)::contains);
    Matcher matcher = rule.pattern().matcher(text);
    while (mayMatch && matcher.find()) {
      int group = rule.groupOf(matcher);
      Candidate candidate =
          new Candidate(
              text,
              path,
              new TextRuns(text).nameStart(matcher.start(), 50),
              matcher.end(),
              matcher.start(group),
              matcher.end(group));
      if (rule.isRandom(candidate.secret())
          && rule.allowlists().stream().noneMatch(list -> list.allows(candidate))) {
        spans.add(new Span(rule.id(), candidate.start(), candidate.end()));
      }
    }
    return spans;
  }

  /**
   * RE2's syntax as far as it differs from what the generator knows, and without the slips of four
   * patterns: dots that stand for any character, a comma in a name.
   */
  private static String javaSyntax(String pattern) {
    return pattern
        .replace("gems.contribsys.com", "gems\\.contribsys\\.com")
        .replace("enterprise.contribsys.com", "enterprise\\.contribsys\\.com")
        .replace("hooks.slack.com", "hooks\\.slack\\.com")
        .replace("MailchimpSDK.", "MailchimpSDK\\.")
        .replace("new-york-times,", "new-york-times")
        .replaceAll("\\[\\^\\\\s(?:\\\\.|[^\\]\\\\])*\\]", "[A-Za-z0-9+=]")
        .replaceAll("\\(\\?-?i\\)", "")
        .replaceAll("\\(\\?-?i:", "(?:")
        .replaceAll("\\(\\?P<\\w+>", "(?:")
        .replace("(?s:.)", "[\n ]")
        .replace("[[:alnum:]]", "[A-Za-z0-9]")
        .replace("\\t", "\t")
        .replace("\\x60", "`")
        .replace("\\A", "")
        .replace("|\\z", "")
        .replace("|\\b)", ")")
        .replace("|$", "")
        .replace("$|", "")
        .replace("^|", "")
        .replace("\\B|", "")
        .replace("\\z", "")
        .replace("\\b", "");
  }

  @Test
  void versionNamesTheMaintainedRulesAndOurs() {
    assertThat(RULES.version()).matches("gitleaks \\d+\\.\\d+\\.\\d+, own \\d+");
  }

  @Test
  void rulesOfGitleaksAndOursAreThere() {
    assertThat(RULES.all())
        .extracting(SecretRule::id)
        .contains("github-pat", "generic-api-key", "private-key", "voyage-api-key")
        .doesNotHaveDuplicates();
  }
}
