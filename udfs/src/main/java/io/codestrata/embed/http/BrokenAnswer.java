package io.codestrata.embed.http;

import java.io.IOException;

/** An answer that breaks the protocol. The message quotes nothing of it: it may hold the key. */
final class BrokenAnswer extends IOException {
  private static final long serialVersionUID = 1L;

  /** Whether a text may be the cause, so that the other texts of its call may pass. */
  private final boolean ofOneText;

  BrokenAnswer(String message) {
    this(message, false);
  }

  BrokenAnswer(String message, boolean ofOneText) {
    super(message);
    this.ofOneText = ofOneText;
  }

  boolean isOfOneText() {
    return ofOneText;
  }
}
