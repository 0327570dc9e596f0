package io.codestrata.cli;

import org.slf4j.LoggerFactory;

/**
 * Turns logs on. They are off unless asked for: a run tells its story by progress and summary, and
 * the file conf/log4j2.properties reads these system properties.
 */
final class Logging {
  private Logging() {}

  static void configure(boolean verbose) {
    if (verbose) {
      System.setProperty("codestrata.log.level", "info");
      System.setProperty("codestrata.log.spark.level", "warn");
    }
    // Now, by one thread: SLF4J complains on standard error when two are the first to ask it.
    LoggerFactory.getILoggerFactory();
  }
}
