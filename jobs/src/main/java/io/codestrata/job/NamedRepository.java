package io.codestrata.job;

import io.codestrata.source.Repository;
import io.codestrata.source.SourceEntry;

/**
 * A repository that was found, at one of its refs, and how the user named it; or a submodule of
 * such a one.
 *
 * @param isDefaultRef whether the ref is the repository's own; a further one is a repository of its
 *     own to the lake
 * @param submodule its path, or the empty string for what the user named itself
 */
record NamedRepository(
    Repository repository, SourceEntry entry, boolean isDefaultRef, String submodule) {
  /** The id the named repository shall have at its own ref unless the lake says otherwise. */
  String wantedId() {
    return entry.id().isEmpty() ? repository.id() : entry.id();
  }

  NamedRepository withId(String id) {
    return new NamedRepository(repository.withId(id), entry, isDefaultRef, submodule);
  }

  /** That of the repository the user named. */
  String namedOrigin() {
    String origin = repository.origin();
    return isSubmodule() ? origin.substring(0, origin.length() - submodule.length() - 1) : origin;
  }

  boolean isSubmodule() {
    return !submodule.isEmpty();
  }

  /** Whether the user gave it an id that it does not have. */
  boolean isRenamed() {
    return isDefaultRef
        && !isSubmodule()
        && !entry.id().isEmpty()
        && !entry.id().equals(repository.id());
  }
}
