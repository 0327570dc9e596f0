package io.codestrata.job;

/** What is done for its effect; a {@link java.util.concurrent.Callable} without a value. */
@FunctionalInterface
interface Work {
  void run() throws Exception;
}
