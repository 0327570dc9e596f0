package io.codestrata.pgvector;

/** The files a search looks at: what makes contents visible to it. */
public enum FileRelation {
  /** The published ones. */
  PUBLISHED("codestrata.file"),
  /** Those of an earlier time, on the connection that {@link PastFiles} staged them on. */
  PAST("pg_temp.past_file");

  private final String table;

  FileRelation(String table) {
    this.table = table;
  }

  /** Its name in SQL. */
  String table() {
    return table;
  }
}
