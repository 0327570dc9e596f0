package io.codestrata.syntax;

/** A parse that was stopped when its time was over. */
public final class ParseTimeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ParseTimeException(long nanos) {
    super("it took more than " + nanos / 1_000_000 + " ms of processor time");
  }
}
