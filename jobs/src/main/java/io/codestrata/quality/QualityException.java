package io.codestrata.quality;

/**
 * A file of queries or of earlier scores cannot be used; the message is one line with the remedy.
 */
public final class QualityException extends Exception {
  private static final long serialVersionUID = 1L;

  QualityException(String message, Throwable cause) {
    super(message, cause);
  }
}
