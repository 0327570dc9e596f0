package io.codestrata.source;

/** What the user named cannot be indexed: problem, cause and remedy in one line. */
public final class SourceException extends Exception {
  private static final long serialVersionUID = 1L;

  public SourceException(String message, Throwable cause) {
    super(message, cause);
  }

  public SourceException(String message) {
    this(message, null);
  }
}
