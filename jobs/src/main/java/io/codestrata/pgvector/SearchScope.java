package io.codestrata.pgvector;

import java.util.Locale;
import java.util.Optional;

/**
 * Where a search looks: at repositories' own refs, unless a further ref is named by {@code ref}, by
 * an id such as {@code gin@v1.9}, or all are wanted.
 *
 * @param repository only there: a repository's id, or its end after a {@code /}
 * @param ref only what was indexed at this ref
 * @param allRefs further refs too
 * @param language only files of this language
 * @param path only files that this pattern means, see {@link PathGlob}
 * @param kind only chunks of this kind
 * @param symbol only chunks that declare this name, or whose breadcrumb ends in it; in any case
 */
public record SearchScope(
    Optional<String> repository,
    Optional<String> ref,
    boolean allRefs,
    Optional<String> language,
    Optional<String> path,
    Optional<String> kind,
    Optional<String> symbol) {
  /** Every repository at its own ref. */
  public static final SearchScope EVERYWHERE =
      new SearchScope(Optional.empty(), Optional.empty(), false, Optional.empty());

  /** The names of languages and kinds are in lower case. */
  public SearchScope {
    language = language.map(name -> name.toLowerCase(Locale.ROOT));
    kind = kind.map(name -> name.toLowerCase(Locale.ROOT));
    symbol = symbol.map(name -> name.toLowerCase(Locale.ROOT));
  }

  /** Of any path, kind and symbol. */
  public SearchScope(
      Optional<String> repository,
      Optional<String> ref,
      boolean allRefs,
      Optional<String> language) {
    this(repository, ref, allRefs, language, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether it asks for less than all there is at the repositories' own refs. */
  public boolean isNarrow() {
    return repository.isPresent()
        || ref.isPresent()
        || language.isPresent()
        || path.isPresent()
        || kind.isPresent()
        || symbol.isPresent();
  }

  /** Whether it asks for some chunks of a file only. */
  boolean isOfChunks() {
    return kind.isPresent() || symbol.isPresent();
  }

  /** The same of all chunks of the files. */
  SearchScope ofFiles() {
    return new SearchScope(
        repository, ref, allRefs, language, path, Optional.empty(), Optional.empty());
  }
}
