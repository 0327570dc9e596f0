package io.codestrata.rules;

import java.io.Serializable;

/**
 * That a file or folder is left out.
 *
 * @param reason what it is counted under
 * @param because what decided, for people: {@code rule vendored: folder vendor/}
 */
public record Skip(String reason, String because) implements Serializable {
  /** Left out because the user or the repository says so. */
  public static final String IGNORED = "ignored";

  /** What the repository declares to be no text. */
  public static final String BINARY = "binary";

  static Skip by(SkipRule rule, String what) {
    return new Skip(rule.reason(), "rule " + rule.reason() + ": " + what);
  }
}
