package io.codestrata.secrets;

import io.codestrata.chunk.Chunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is sent of a chunk, made by the embed stage just before it is sent. Its chunk hash stays
 * that of the whole text, so that neither another mode nor other rules embed anything anew.
 *
 * @param text what to send: {@link Chunk#embeddedText}, without its secrets; empty where it stays
 * @param isSent whether it may be sent at all
 * @param notes rule and line in the file of each secret found, such as {@code github-pat in line
 *     12}; never a value
 */
public record OutgoingText(String text, boolean isSent, List<String> notes) {
  /** Some rules ask for the name of a file, and chunks know but their language. */
  private static final Map<String, String> NAMES =
      Map.of("php", "a.php", "hcl", "a.tf", "terraform", "a.tf", "yaml", "a.yaml");

  /** Copies the list. */
  public OutgoingText {
    notes = List.copyOf(notes);
  }

  /**
   * @param mode what becomes of secrets; {@link SecretMode#ALLOW} for what does not leave for a
   *     third party
   * @param language of the chunk's file
   * @param breadcrumb the chunk's
   * @param signature the chunk's
   * @param text the chunk's
   * @param startLine line of the file that the text begins with, 1-based
   */
  public static OutgoingText of(
      SecretMode mode,
      String language,
      String breadcrumb,
      String signature,
      String text,
      int startLine) {
    if (mode == SecretMode.ALLOW) {
      return new OutgoingText(Chunk.embeddedText(breadcrumb, signature, text), true, List.of());
    }
    SecretFilter filter = new SecretFilter(SecretRules.shared());
    String name = NAMES.getOrDefault(language, "");
    FilteredText crumb = filter.filter(breadcrumb, name);
    FilteredText head = filter.filter(signature, name);
    FilteredText body = filter.filter(text, name);
    List<String> notes = new ArrayList<>();
    crumb.findings().forEach(finding -> notes.add(finding.rule() + " in the breadcrumb"));
    head.findings().forEach(finding -> notes.add(finding.rule() + " in the signature"));
    for (SecretFinding finding : body.findings()) {
      notes.add(finding.rule() + " in line " + (startLine + finding.line() - 1));
    }
    boolean sent = mode == SecretMode.REDACT || notes.isEmpty();
    String outgoing = sent ? Chunk.embeddedText(crumb.text(), head.text(), body.text()) : "";
    return new OutgoingText(outgoing, sent, notes);
  }

  /** The notes as one line for the table {@code failures}; empty where nothing was found. */
  public String reason() {
    return notes.isEmpty()
        ? ""
        : (isSent ? "secrets redacted: " : "not sent for its secrets: ")
            + String.join(", ", notes)
            + " (rules of "
            + SecretRules.shared().version()
            + ")";
  }

  /** Without the text. */
  @Override
  public String toString() {
    return "OutgoingText[sent " + isSent + ", " + notes + "]";
  }
}
