package io.codestrata.secrets;

/**
 * Finds secrets in a text and takes them out: keys of known formats, private keys, passwords in
 * URLs and random values that are assigned to names like {@code token}. A filter, not a guarantee:
 * a password that looks like a word, a secret cut in two by the end of a text, one that is split
 * over several strings or encoded is not seen. Time is linear in the text's length, whatever the
 * text. Thread-safe.
 */
public final class SecretFilter {
  /**
   * A secret hidden by another's match comes to light in a second look; more than these are rare.
   */
  private static final int MOST_LOOKS = 4;

  private final SecretRules rules;

  public SecretFilter(SecretRules rules) {
    this.rules = rules;
  }

  /**
   * The text with the secret part of each match replaced by {@code [redacted:RULE]}.
   *
   * @param path a name that some rules need, such as {@code main.tf}; empty where it is not known
   */
  public FilteredText filter(String text, String path) {
    Redactions redactions = Redactions.of(new SecretScan(rules, text, path).spans());
    if (redactions.isEmpty()) {
      return new FilteredText(text, redactions.findings(text));
    }
    String redacted = redactions.applyTo(text);
    for (int look = 1; look < MOST_LOOKS; look++) {
      Redactions more = redactions.plus(new SecretScan(rules, redacted, path).spans());
      if (more.isSameAs(redactions)) {
        break;
      }
      redactions = more;
      redacted = redactions.applyTo(text);
    }
    return new FilteredText(redacted, redactions.findings(text));
  }
}
