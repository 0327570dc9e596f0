package io.codestrata.pgvector;

/** The database cannot be used as asked: problem, cause and remedy in one line. */
public final class PgException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean configuration;

  public PgException(String message, Throwable cause) {
    this(message, cause, false);
  }

  PgException(String message, Throwable cause, boolean configuration) {
    super(message, cause);
    this.configuration = configuration;
  }

  /** Whether another configuration is all it takes: an address, a password, a port. */
  public boolean isConfiguration() {
    return configuration;
  }
}
