package io.codestrata.embed;

/** A call that is lost for good: what happened, to what, and what to do, in one line. */
public final class EmbeddingException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whose fault it is; decides whether the rest of the run can go on. */
  public enum Kind {
    /** One of the texts is refused; the others may pass. */
    INPUT,
    /** The service failed after all retries; a later run may succeed. */
    SERVICE,
    /** Key or configuration is wrong; no call can succeed. */
    FATAL
  }

  private final Kind kind;

  public EmbeddingException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
