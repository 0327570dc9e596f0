package io.codestrata.source;

import java.io.IOException;

/** A git blob has more bytes than were asked for, or than memory takes; what it says is of it. */
final class LargeBlobException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param bytes that it has
   * @param most that it may have
   */
  LargeBlobException(long bytes, long most) {
    super("has " + bytes + " bytes, more than " + most);
  }

  LargeBlobException(Throwable cause) {
    super("is too large to read into memory", cause);
  }
}
