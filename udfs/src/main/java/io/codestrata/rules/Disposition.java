package io.codestrata.rules;

import java.io.Serializable;
import java.util.Optional;
import java.util.Set;

/**
 * What is decided of a file by its path, before it is read.
 *
 * @param skip why it is not read, if it is not
 * @param reading how its content is looked at if it is read
 * @param keptBy what keeps it against the rules, for people; empty where nothing does
 */
public record Disposition(Optional<Skip> skip, Reading reading, String keptBy) {

  /** Left out. */
  public static Disposition skipped(Skip skip) {
    return new Disposition(Optional.of(skip), Reading.PLAIN, "");
  }

  /** To be read. */
  public static Disposition read(Reading reading, String keptBy) {
    return new Disposition(Optional.empty(), reading, keptBy);
  }

  /**
   * How a file's content is looked at.
   *
   * @param language as the repository declares it, in our names; empty where it declares none
   * @param contentRules rules that may leave the file out by its content
   */
  public record Reading(String language, Set<SkipRule> contentRules) implements Serializable {
    /** By no rule. */
    public static final Reading PLAIN = new Reading("", Set.of());

    public Reading {
      contentRules = Set.copyOf(contentRules);
    }
  }
}
