package io.codestrata.embed;

import java.time.Duration;

/** A call that failed: what happened, to what, and what to do, in one line. */
public final class EmbeddingException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is; decides what may still be tried. */
  public enum Kind {
    /** One of the texts is refused; the others may pass, so halving the batch finds it. */
    INPUT,
    /** The service failed; the same call may succeed later. */
    SERVICE,
    /** The account's limit is reached (429); the same call succeeds later. */
    LIMIT,
    /** This run may send no more: its sum of money is spent, or the service is down. */
    STOPPED,
    /** Key or configuration is wrong; no call can succeed. */
    FATAL
  }

  private final Kind kind;
  private final Duration retryAfter;
  private final boolean maybeBilled;

  /** A failure that cost nothing and says nothing about when to try again. */
  public EmbeddingException(Kind kind, String message, Throwable cause) {
    this(kind, message, cause, Duration.ZERO, false);
  }

  /**
   * @param retryAfter the least wait that the service asked for, zero where it asked for none
   * @param maybeBilled whether the service may have done, and billed, the work
   */
  public EmbeddingException(
      Kind kind, String message, Throwable cause, Duration retryAfter, boolean maybeBilled) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.maybeBilled = maybeBilled;
  }

  public Kind kind() {
    return kind;
  }

  /** The least wait that the service asked for before another try; zero where none was sent. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Whether the request was sent and no answer, or a broken one, came back. */
  public boolean maybeBilled() {
    return maybeBilled;
  }
}
