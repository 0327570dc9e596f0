package io.codestrata.voyagesim;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * One thing that goes wrong with an answer, written as {@code 503}, {@code 529:7} (with {@code
 * Retry-After: 7}), {@code hang:30s} or the name of a kind.
 *
 * @param kind what goes wrong
 * @param status of {@link Kind#STATUS}
 * @param retryAfter seconds of that status' header, where it has one
 * @param nanos of {@link Kind#HANG} and {@link Kind#SLOW}
 */
record Fault(Kind kind, int status, OptionalLong retryAfter, long nanos) {
  static final Fault OK = new Fault(Kind.OK, 200, OptionalLong.empty(), 0);

  private static final long DEFAULT_NANOS = Durations.nanos("5s");

  /** The kinds, and whether the account is billed: it is where embeddings were computed. */
  enum Kind {
    /** No fault. */
    OK(true),
    /** An error's status. */
    STATUS(false),
    /** The connection is closed without an answer, before anything was computed. */
    RESET(false),
    /** Silence for some time, then as {@link #RESET}. */
    HANG(false),
    /** The answer comes so much later. */
    SLOW(true),
    /** The first half of the answer, as if it were whole. */
    TRUNCATED(true),
    /** The answer with a wrong character in its JSON. */
    MALFORMED(true),
    /** One embedding too few. */
    COUNT(true),
    /** The first embedding has half its dimensions. */
    DIMENSION(true),
    /** The first value is not a number; of integers, the first embedding is null. */
    NAN(true),
    /** The last index is one too high. */
    INDEX(true),
    /** The first index comes twice. */
    DUPLICATE(true),
    /** The embeddings come last first, which is no fault of the protocol. */
    REORDERED(true),
    /** A page of HTML with status 200, as a proxy sends it. */
    HTML(false),
    /** The connection is closed in the middle of the answer. */
    CUT(true);

    private final boolean billed;

    Kind(boolean billed) {
      this.billed = billed;
    }
  }

  /**
   * A fault from its written form.
   *
   * @throws IllegalArgumentException for another form
   */
  static Fault parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String argument = colon < 0 ? "" : text.substring(colon + 1);
    if (name.matches("[45]\\d\\d")) {
      OptionalLong retryAfter =
          argument.isEmpty()
              ? OptionalLong.empty()
              : OptionalLong.of(Numbers.whole(argument, 0, 86_400));
      return new Fault(Kind.STATUS, Integer.parseInt(name), retryAfter, 0);
    }
    Kind kind = kind(name);
    boolean timed = kind == Kind.HANG || kind == Kind.SLOW;
    if (!timed && colon >= 0) {
      throw new IllegalArgumentException("the fault " + name + " takes no argument: " + text);
    }
    long nanos = !timed ? 0 : argument.isEmpty() ? DEFAULT_NANOS : Durations.nanos(argument);
    return new Fault(kind, 200, OptionalLong.empty(), nanos);
  }

  boolean billed() {
    return kind.billed;
  }

  /** The status that the client gets to see, 0 for none. */
  int seenStatus() {
    return kind == Kind.RESET || kind == Kind.HANG ? 0 : status;
  }

  private static Kind kind(String name) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.STATUS && kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "no fault '"
            + name
            + "' (there are a status such as 503 or 529:7, reset, hang:30s, slow:5s, truncated,"
            + " malformed, count, dimension, nan, index, duplicate, reordered, html, cut, ok)");
  }
}
