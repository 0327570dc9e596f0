package io.codestrata.pgvector;

import java.util.Optional;

/**
 * Where a search looks: at repositories' own refs, unless a further ref is named by {@code ref}, by
 * an id such as {@code gin@v1.9}, or all are wanted.
 *
 * @param repository only there: a repository's id, or its end after a {@code /}
 * @param ref only what was indexed at this ref
 * @param allRefs further refs too
 * @param language only files of this language
 */
public record SearchScope(
    Optional<String> repository, Optional<String> ref, boolean allRefs, Optional<String> language) {
  /** Every repository at its own ref. */
  public static final SearchScope EVERYWHERE =
      new SearchScope(Optional.empty(), Optional.empty(), false, Optional.empty());

  /** Whether it asks for less than all there is at the repositories' own refs. */
  public boolean isNarrow() {
    return repository.isPresent() || ref.isPresent() || language.isPresent();
  }
}
