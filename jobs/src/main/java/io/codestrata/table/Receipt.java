package io.codestrata.table;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was embedded, by the repository it was embedded for.
 *
 * @param spent texts and tokens by repository id
 */
public record Receipt(Map<String, Spent> spent) implements Serializable {
  /** Nothing. */
  public static final Receipt NONE = new Receipt(Map.of());

  /**
   * For one repository.
   *
   * @param texts embedded
   * @param tokens counted by the provider
   */
  public record Spent(long texts, long tokens) implements Serializable {
    private Spent plus(Spent other) {
      return new Spent(texts + other.texts, tokens + other.tokens);
    }
  }

  /** One text's. */
  public static Receipt of(String repository, long tokens) {
    return new Receipt(Map.of(repository, new Spent(1, tokens)));
  }

  /** Both together. */
  public Receipt plus(Receipt other) {
    Map<String, Spent> sum = new TreeMap<>(spent);
    other.spent.forEach((repository, more) -> sum.merge(repository, more, Spent::plus));
    return new Receipt(sum);
  }

  /** Texts of all repositories. */
  public long texts() {
    return spent.values().stream().mapToLong(Spent::texts).sum();
  }

  /** Tokens of all repositories. */
  public long tokens() {
    return spent.values().stream().mapToLong(Spent::tokens).sum();
  }
}
