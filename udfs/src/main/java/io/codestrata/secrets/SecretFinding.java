package io.codestrata.secrets;

/**
 * Where a secret stands and which rule knows it; never the secret itself.
 *
 * @param rule id of the rule, such as {@code github-pat}
 * @param line of its first character within the text, 1-based
 * @param start first character of the secret, 0-based, in UTF-16 units
 * @param end exclusive
 */
public record SecretFinding(String rule, int line, int start, int end) {}
