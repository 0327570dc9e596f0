package io.codestrata.secrets;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;

/**
 * What is no secret though a rule matches it, as gitleaks defines it.
 *
 * @param rules ids of the rules it holds for; empty for all
 * @param target what the patterns look at
 * @param all whether every kind of condition given must hold, not just one
 * @param paths patterns of paths of files
 * @param patterns patterns of the target
 * @param stopwords lower-case words that no secret contains
 */
record Allowlist(
    List<String> rules,
    Target target,
    boolean all,
    List<Pattern> paths,
    List<Pattern> patterns,
    List<String> stopwords) {
  /** What a pattern looks at. */
  enum Target {
    SECRET,
    MATCH,
    LINE
  }

  boolean isFor(String rule) {
    return rules.isEmpty() || rules.contains(rule);
  }

  /** Whether it allows the candidate. */
  boolean allows(Candidate candidate) {
    boolean path = paths.stream().anyMatch(pattern -> pattern.matcher(candidate.path()).find());
    boolean pattern = matches(candidate);
    boolean word = holdsStopword(candidate.secret());
    return all
        ? (paths.isEmpty() || path)
            && (patterns.isEmpty() || pattern)
            && (stopwords.isEmpty() || word)
        : path || pattern || word;
  }

  private boolean matches(Candidate candidate) {
    if (patterns.isEmpty()) {
      return false;
    }
    CharSequence looked =
        switch (target) {
          case SECRET -> candidate.secret();
          case MATCH -> candidate.match();
          case LINE -> candidate.line();
        };
    return patterns.stream().anyMatch(pattern -> pattern.matcher(looked).find());
  }

  private boolean holdsStopword(String secret) {
    if (stopwords.isEmpty()) {
      return false;
    }
    String lower = secret.toLowerCase(Locale.ROOT);
    return stopwords.stream().anyMatch(lower::contains);
  }

  /**
   * A match that may be a secret. Its text lives no longer than the look at it.
   *
   * @param text what it stands in
   * @param path of the file, empty where it is not known
   * @param matchStart where what the rule's pattern matched begins
   * @param matchEnd exclusive
   * @param start where the part of it that is the secret begins
   * @param end exclusive
   */
  record Candidate(String text, String path, int matchStart, int matchEnd, int start, int end) {
    /** What patterns are shown of a line on each side of a match; lines may be of any length. */
    private static final int LINE_SIDE = 500;

    String match() {
      return text.substring(matchStart, matchEnd);
    }

    String secret() {
      return text.substring(start, end);
    }

    String line() {
      String before = text.substring(Math.max(0, matchStart - LINE_SIDE), matchStart);
      String after = text.substring(matchEnd, Math.min(text.length(), matchEnd + LINE_SIDE));
      int end = after.indexOf('\n');
      return before.substring(before.lastIndexOf('\n') + 1)
          + match()
          + (end < 0 ? after : after.substring(0, end));
    }

    @Override
    public String toString() {
      return "Candidate[" + start + ", " + end + "]";
    }
  }
}
