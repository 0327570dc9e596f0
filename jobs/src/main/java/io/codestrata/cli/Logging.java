package io.codestrata.cli;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.LoggerFactory;

/**
 * Turns logs on. They are off unless asked for: a run tells its story by progress and summary, and
 * the file conf/log4j2.properties reads these system properties. As JSON, the story is logs.
 */
final class Logging {
  private static final String FORMAT = "codestrata.log.format";
  private static final String JSON = "json";

  private Logging() {}

  static void configure(PipelineConfig config, boolean verbose) {
    if (verbose) {
      System.setProperty("codestrata.log.level", "info");
      System.setProperty("codestrata.log.spark.level", "warn");
    }
    // Now, by one thread: SLF4J complains on standard error when two are the first to ask it.
    LoggerFactory.getILoggerFactory();
    if (config.text(Options.LOG_FORMAT).equals(JSON)) {
      System.setProperty(FORMAT, JSON);
      System.setProperty("codestrata.log.level", "info");
      // spark-submit has begun to log before it calls us.
      Configurator.reconfigure();
    }
  }

  /** Whether standard error is for programs. */
  static boolean isJson() {
    return JSON.equals(System.getProperty(FORMAT));
  }
}
