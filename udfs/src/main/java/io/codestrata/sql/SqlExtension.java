package io.codestrata.sql;

import org.apache.spark.sql.SparkSessionExtensions;

/**
 * More of what {@link CodestrataExtensions} registers, found by {@link java.util.ServiceLoader}: of
 * other modules, since a session names one class.
 */
public interface SqlExtension {
  void register(SparkSessionExtensions extensions);
}
