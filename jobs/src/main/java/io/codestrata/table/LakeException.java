package io.codestrata.table;

/** The lake cannot be used: problem, cause and remedy in one line. */
public final class LakeException extends Exception {
  private static final long serialVersionUID = 1L;

  public LakeException(String message, Throwable cause) {
    super(message, cause);
  }
}
