package io.codestrata.secrets;

import java.util.Locale;

/** What becomes of a text that holds a secret, before a third party gets it. */
public enum SecretMode {
  /** It goes without the secret. */
  REDACT,
  /** It stays. */
  SKIP,
  /** It goes as it is; nothing is looked for. */
  ALLOW;

  /**
   * The mode of this name, as options have it: {@code redact}, {@code skip} or {@code allow}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static SecretMode of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
