package io.codestrata.pgvector;

/** The database cannot be used as asked: problem, cause and remedy in one line. */
public final class PgException extends Exception {
  private static final long serialVersionUID = 1L;

  public PgException(String message, Throwable cause) {
    super(message, cause);
  }
}
