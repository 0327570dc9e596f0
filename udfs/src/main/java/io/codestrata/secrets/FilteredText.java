package io.codestrata.secrets;

import java.util.List;

/**
 * A text without its secrets.
 *
 * @param text the text, each secret replaced by {@code [redacted:RULE]}; the same object where
 *     there is none
 * @param findings what was replaced, in order, none overlapping; they refer to the original text
 */
public record FilteredText(String text, List<SecretFinding> findings) {

  /** Copies the list. */
  public FilteredText {
    findings = List.copyOf(findings);
  }

  /** Without the text, which holds what no rule knows. */
  @Override
  public String toString() {
    return "FilteredText" + findings;
  }
}
