package io.codestrata.secrets;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a keyword's occurrence sets off: a rule, and how much of the text around the occurrence can
 * belong to a match of it. Read off the rule's pattern, so that a pattern runs over a few
 * characters instead of the whole text; where the pattern does not tell, it is the whole text.
 *
 * @param rule index of the rule
 * @param keyword length of the keyword
 * @param reach where a match with the keyword can lie
 * @param wordStart whether the keyword counts only where a word begins
 */
record Trigger(int rule, int keyword, Reach reach, boolean wordStart) {
  /** Where a match can lie. */
  enum Reach {
    /** The keyword names what a value is assigned to. */
    NAME,
    /** The same, and the value may hold any character but blanks. */
    NAME_OF_ANY,
    /** The keyword is in an assigned value. */
    VALUE,
    /** A match is one run of the characters that tokens are made of. */
    TOKEN,
    /** A match has no blanks. */
    WORD,
    /** Anywhere. */
    TEXT
  }

  /** What gitleaks puts between a name and the sign of assignment. */
  private static final String AFTER_NAME = "(?:[ \\t\\w.-]{0,20})[\\s'\"]{0,3}";

  /** What gitleaks lets a token end with. */
  private static final String END = "(?:[\\x60'\"\\s;]|\\\\[nr]|$)";

  private static final List<String> CROSSES_BLANKS =
      List.of(
          "\\s", "[^", "(?s", "\\S", "\\W", "\\D", "\\B", "\\r", "\\n", "\\z", "[[:", " ", ".*");

  /**
   * The words of which a text that the rule matches holds one: its keywords, or the names that its
   * values are assigned to where a keyword is but a common part of the value ({@code test_}).
   */
  static List<String> words(SecretRule rule) {
    String pattern = rule.pattern().pattern();
    int name = pattern.indexOf(AFTER_NAME);
    if (name < 0 || rule.keywords().stream().allMatch(word -> names(pattern, name, word))) {
      return rule.keywords();
    }
    List<String> names = beginnings(pattern.substring(0, name));
    boolean plain = names.stream().allMatch(word -> word.matches("[a-z0-9_.-]{3,}"));
    return plain && !pattern.contains("|\\b") ? names : rule.keywords();
  }

  static Trigger of(int index, SecretRule rule, String keyword) {
    String pattern = rule.pattern().pattern();
    int name = pattern.indexOf(AFTER_NAME);
    if (name >= 0) {
      boolean named = names(pattern, name, keyword);
      boolean any = pattern.contains("[^");
      Reach reach = !named ? Reach.VALUE : any ? Reach.NAME_OF_ANY : Reach.NAME;
      return new Trigger(index, keyword.length(), reach, false);
    }
    String body = pattern.replace(END, "");
    List<String> beginnings = beginnings(body);
    boolean holds =
        literal(body).contains(keyword)
            || beginnings.stream().anyMatch(beginning -> beginning.contains(keyword));
    boolean word = holds && body.contains("[^\\s") && !crossesBlanks(body.replace("[^\\s", "["));
    boolean token = holds && !crossesBlanks(body) && keyword.chars().allMatch(TextRuns::isToken);
    boolean wordStart =
        (token || word)
            && body.replaceFirst("^\\(\\?i\\)", "").startsWith("\\b")
            && beginnings.stream().allMatch(beginning -> beginning.lastIndexOf(keyword) <= 0)
            && beginnings.stream().anyMatch(beginning -> beginning.startsWith(keyword));
    Reach reach = token ? Reach.TOKEN : word ? Reach.WORD : Reach.TEXT;
    return new Trigger(index, keyword.length(), reach, wordStart);
  }

  /** Whether the beginning of a pattern takes the keyword as a name or the start of one. */
  private static boolean names(String pattern, int end, String keyword) {
    String beginning = pattern.substring(0, end);
    long open = beginning.chars().filter(c -> c == '(').count();
    long closed = beginning.chars().filter(c -> c == ')').count();
    return literal(beginning).contains(keyword)
        || Pattern.compile(beginning + ")".repeat((int) (open - closed))).matches(keyword);
  }

  private static boolean crossesBlanks(String pattern) {
    return CROSSES_BLANKS.stream().anyMatch(pattern::contains);
  }

  private static String literal(String pattern) {
    return pattern.replace("\\", "").toLowerCase(Locale.ROOT);
  }

  /** What matches can begin with, as far as it is literal: groups of alternatives are spread. */
  private static List<String> beginnings(String pattern) {
    String head = pattern.replace("\\b", "").replace("(?i)", "").replaceFirst("[\\[{].*", "");
    List<String> spread = new ArrayList<>();
    int open = head.indexOf("(?:");
    int close = head.indexOf(')', Math.max(open, 0));
    if (open >= 0 && close > open) {
      for (String way : head.substring(open + 3, close).split("\\|")) {
        spread.addAll(beginnings(head.substring(0, open) + way + head.substring(close + 1)));
      }
      return spread;
    }
    return List.of(literal(head).replaceAll("\\(\\?:|[()]", ""));
  }
}
