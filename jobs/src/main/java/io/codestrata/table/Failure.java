package io.codestrata.table;

import java.io.Serializable;

/**
 * Work that was left out, and why.
 *
 * @param run id of the run
 * @param repository its id, or what the user named where it never got one
 * @param path of the file, empty where the whole repository failed
 * @param stage {@code snapshot}, {@code chunk}, {@code parse}, {@code embed}, or {@link #SECRETS}
 * @param kind whose fault it is
 * @param reason one line
 */
public record Failure(
    String run, String repository, String path, String stage, FailureKind kind, String reason)
    implements Serializable {
  /** Stage of a note that something of the file was kept from the provider. */
  public static final String SECRETS = "secrets";

  /** Whether something is missing from the index for it, which a note says nothing of. */
  public boolean isLoss() {
    return !stage.equals(SECRETS);
  }
}
