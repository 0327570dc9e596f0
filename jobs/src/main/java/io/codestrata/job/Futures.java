package io.codestrata.job;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for background work and throws what it threw, not a wrapper of it. */
final class Futures {
  private Futures() {}

  static <T> T join(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
