package io.codestrata.job;

import io.codestrata.source.Repository;
import io.codestrata.source.SourceEntry;

/**
 * A repository that was found, at one of its refs, and how the user named it.
 *
 * @param isDefaultRef whether the ref is the repository's own; a further one is a repository of its
 *     own to the lake
 */
record NamedRepository(Repository repository, SourceEntry entry, boolean isDefaultRef) {
  /** The id the repository shall have at its own ref unless the lake says otherwise. */
  String wantedId() {
    return entry.id().isEmpty() ? repository.id() : entry.id();
  }

  NamedRepository withId(String id) {
    return new NamedRepository(repository.withId(id), entry, isDefaultRef);
  }

  /** Whether the user gave it an id that it does not have. */
  boolean isRenamed() {
    return isDefaultRef && !entry.id().isEmpty() && !entry.id().equals(repository.id());
  }
}
