package io.codestrata.rules;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What makes a file not source that anybody searches; each can be switched off. */
public enum SkipRule {
  /** Code of others that was copied in. */
  VENDORED,
  /** Code that a program wrote, as github-linguist's markers tell. */
  GENERATED,
  /** Code with its line ends taken out. */
  MINIFIED,
  /** Versions that a package tool has chosen. */
  LOCK_FILE,
  /** Results that a test tool has recorded. */
  SNAPSHOT,
  /** Rows and numbers rather than code. */
  DATA,
  /** Licence texts and notices. */
  LICENCE;

  /** All of them, unmodifiable. */
  public static final Set<SkipRule> ALL =
      Collections.unmodifiableSet(EnumSet.allOf(SkipRule.class));

  /** The name users write and the reason that {@code files} has. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The rule of this name. */
  public static Optional<SkipRule> of(String reason) {
    return Arrays.stream(values()).filter(rule -> rule.reason().equals(reason)).findFirst();
  }
}
