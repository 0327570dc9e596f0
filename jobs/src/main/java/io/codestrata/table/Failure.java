package io.codestrata.table;

import java.io.Serializable;

/**
 * Work that was left out, and why.
 *
 * @param run id of the run
 * @param repository its id, or what the user named where it never got one
 * @param path of the file, empty where the whole repository failed
 * @param stage {@code snapshot}, {@code chunk}, {@code parse}, {@code embed}
 * @param kind whose fault it is
 * @param reason one line
 */
public record Failure(
    String run, String repository, String path, String stage, FailureKind kind, String reason)
    implements Serializable {}
