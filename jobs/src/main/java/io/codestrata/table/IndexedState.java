package io.codestrata.table;

import java.time.Instant;
import java.util.Optional;

/**
 * A state of one repository that the lake has seen.
 *
 * @param version of the table {@code repositories} that brought it
 * @param time of that version's commit
 * @param landed versions of other tables that belong to it, where that commit names some
 * @param state its row
 */
public record IndexedState(
    long version, Instant time, Optional<LandedVersions> landed, RepositoryState state) {
  private static final int REVISION_DIGITS = 10;

  /** The first digits of its revision; empty for a folder, which has none. */
  public String shortRevision() {
    String revision = state.revision();
    return revision.substring(0, Math.min(REVISION_DIGITS, revision.length()));
  }
}
