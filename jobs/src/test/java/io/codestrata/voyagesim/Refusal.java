package io.codestrata.voyagesim;

import java.util.OptionalLong;

/** What a request is answered with in place of embeddings: a status and {@code {"detail": ...}}. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final long retryAfterSeconds;

  Refusal(int status, String detail) {
    this(status, detail, OptionalLong.empty());
  }

  /**
   * @param retryAfter seconds of the header {@code Retry-After}, where one is sent
   */
  Refusal(int status, String detail, OptionalLong retryAfter) {
    super(detail);
    this.status = status;
    this.retryAfterSeconds = retryAfter.orElse(-1);
  }

  int status() {
    return status;
  }

  OptionalLong retryAfter() {
    return retryAfterSeconds < 0 ? OptionalLong.empty() : OptionalLong.of(retryAfterSeconds);
  }
}
