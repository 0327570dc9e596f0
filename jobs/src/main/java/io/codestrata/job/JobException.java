package io.codestrata.job;

/** A job cannot go on; the message is one line with the remedy. */
public final class JobException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Decides the exit code. */
  public enum Kind {
    /** What the user asked for or configured: exit code 2. */
    USAGE,
    /** Anything else: exit code 1. */
    FAILED
  }

  private final Kind kind;

  public JobException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
