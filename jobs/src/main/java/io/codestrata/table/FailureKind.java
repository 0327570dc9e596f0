package io.codestrata.table;

/** Whose fault a failure is: what a user can do about it. */
public enum FailureKind {
  /** The file, the repository or the text itself. */
  INPUT,
  /** A service: the embedding provider, a remote. Another run may succeed. */
  SERVICE,
  /** Codestrata. */
  INTERNAL
}
