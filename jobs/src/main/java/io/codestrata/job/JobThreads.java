package io.codestrata.job;

/** Threads that never keep a process alive. */
final class JobThreads {
  private JobThreads() {}

  static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "codestrata-background");
    thread.setDaemon(true);
    return thread;
  }
}
