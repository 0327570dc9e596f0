package io.codestrata.job;

import org.slf4j.LoggerFactory;

/** Threads that never keep a process alive. */
final class JobThreads {
  static {
    // Two threads that make their first loggers at once have SLF4J complain on standard error.
    LoggerFactory.getILoggerFactory();
  }

  private JobThreads() {}

  static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "codestrata-background");
    thread.setDaemon(true);
    return thread;
  }
}
