package io.codestrata.table;

/**
 * How often a run failed in one way.
 *
 * @param stage as in {@link Failure}
 * @param kind whose fault it was
 * @param count rows in {@code failures}
 */
public record FailureCount(String stage, FailureKind kind, long count) {}
