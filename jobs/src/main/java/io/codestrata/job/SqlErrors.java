package io.codestrata.job;

/** Messages a user sees from the SQL functions: problem, cause, remedy. */
final class SqlErrors {
  private SqlErrors() {}

  static String embedMisplaced() {
    return "embed cannot stand here: its text must come from one side of a join and from no lambda"
        + " (embed in a subquery first)";
  }

  static String noPlugin(Class<?> plugin) {
    return "embed has no limits on this cluster: the driver lends none (set spark.plugins="
        + plugin.getName()
        + ")";
  }

  static String unknownVectors(String cause) {
    return "embed asks the provider even for texts whose embeddings the index has: "
        + cause
        + " (let driver and executors reach pg.url)";
  }

  static String fewHits(int hits) {
    return "code_search cannot give " + hits + " hits (k must be 0 or more)";
  }
}
