package io.codestrata.config;

/** The configuration has faults; the message lists all of them, one a line. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
