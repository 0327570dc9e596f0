package io.codestrata.job;

import io.codestrata.source.Repository;
import io.codestrata.source.SourceEntry;

/** A repository that was found, and how the user named it. */
record NamedRepository(Repository repository, SourceEntry entry) {
  /** The id it shall have unless the lake says otherwise. */
  String wantedId() {
    return entry.id().isEmpty() ? repository.id() : entry.id();
  }

  NamedRepository withId(String id) {
    return new NamedRepository(repository.withId(id), entry);
  }
}
