package io.codestrata.secrets;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One kind of secret.
 *
 * @param id its name
 * @param pattern what it looks like, with what stands around it
 * @param secretGroup the group that is the secret; 0 for the first group that took part, else the
 *     whole match
 * @param entropy the secret's entropy in bits a character must be above this; 0 for any
 * @param keywords lower-case words of which a text with such a secret holds one; empty for none
 * @param path of a file that it is looked for in; empty for any file
 * @param allowlists what is no secret though it matches
 */
record SecretRule(
    String id,
    Pattern pattern,
    int secretGroup,
    double entropy,
    List<String> keywords,
    Optional<Pattern> path,
    List<Allowlist> allowlists) {

  /** The same rule with more allowlists. */
  SecretRule plus(List<Allowlist> more) {
    List<Allowlist> both = Stream.concat(allowlists.stream(), more.stream()).toList();
    return new SecretRule(id, pattern, secretGroup, entropy, keywords, path, both);
  }

  /** Whether the secret is random enough. */
  boolean isRandom(String secret) {
    return entropy == 0 || entropyOf(secret) > entropy;
  }

  /** The group of a match that is the secret. */
  int groupOf(Matcher match) {
    if (secretGroup > 0) {
      return secretGroup;
    }
    for (int group = 1; group <= match.groupCount(); group++) {
      if (match.start(group) >= 0 && match.end(group) > match.start(group)) {
        return group;
      }
    }
    return 0;
  }

  /** Shannon's entropy, in bits a character. */
  static double entropyOf(String text) {
    Map<Integer, Long> counts =
        text.chars().boxed().collect(Collectors.groupingBy(c -> c, Collectors.counting()));
    double entropy = 0;
    for (long count : counts.values()) {
      double share = (double) count / text.length();
      entropy -= share * Math.log(share) / Math.log(2);
    }
    return entropy;
  }
}
