package io.codestrata.embed;

import java.time.Duration;

/** Sleeps; passed in so that tests need not. */
@FunctionalInterface
public interface Sleeper {
  void sleep(Duration duration) throws InterruptedException;
}
