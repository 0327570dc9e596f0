package io.codestrata.source;

import java.io.IOException;

/** A git object is not in the repository, or is of another type. */
final class AbsentObjectException extends IOException {
  private static final long serialVersionUID = 1L;

  AbsentObjectException(String id, String type, Throwable cause) {
    super("missing " + type + " " + id, cause);
  }
}
