package io.codestrata.language;

/**
 * A file's language and the rule that told it.
 *
 * @param language a name of {@code languages.txt}, {@link LanguageDetector#UNKNOWN} where no rule
 *     knows
 * @param rule what decided
 */
public record Detection(String language, Rule rule) {
  /** What of a file can tell its language. */
  public enum Rule {
    /** The whole name, such as {@code Makefile}. */
    FILE_NAME("file-name"),
    /** The end of the name; of several languages that share it, the most common one. */
    EXTENSION("extension"),
    /** The interpreter that the first line names. */
    SHEBANG("shebang"),
    /** A line for vim or Emacs. */
    MODELINE("modeline"),
    /** Text that only one of the languages of an extension has. */
    CONTENT("content"),
    /** Nothing. */
    NONE("none");

    private final String label;

    Rule(String label) {
      this.label = label;
    }

    /** The rule's name for users. */
    public String label() {
      return label;
    }
  }
}
