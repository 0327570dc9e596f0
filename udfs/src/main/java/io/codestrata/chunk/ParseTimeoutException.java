package io.codestrata.chunk;

import java.util.concurrent.CompletableFuture;

/**
 * A parse took longer than it may, and perhaps never ends. {@link GuardedChunker} answers it;
 * whoever cuts with a {@link SyntaxChunker} alone has to.
 */
public final class ParseTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient CompletableFuture<?> end;

  /**
   * @param end completes when the parse has ended
   */
  ParseTimeoutException(String language, CompletableFuture<?> end) {
    super(ChunkErrors.tooSlow(language));
    this.end = end;
  }

  CompletableFuture<?> end() {
    return end;
  }
}
