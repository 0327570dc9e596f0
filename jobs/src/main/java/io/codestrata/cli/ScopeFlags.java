package io.codestrata.cli;

import io.codestrata.pgvector.SearchScope;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Flags that say where a search looks. */
final class ScopeFlags {
  @Option(
      names = "--repo",
      paramLabel = "R",
      description = "Only this repository: its id, or the end of it after a slash.")
  private String repository;

  @ArgGroup private Refs refs = new Refs();

  @Option(names = "--language", paramLabel = "L", description = "Only this language.")
  private String language;

  @Option(
      names = "--path",
      paramLabel = "GLOB",
      description =
          "Only files that this pattern means, as .gitignore has them: 'src/**/*.py', '*.go',"
              + " src/auth.")
  private String path;

  @Option(
      names = "--kind",
      paramLabel = "K",
      description = "Only chunks of this kind: function, method, class, section, ...")
  private String kind;

  @Option(
      names = "--symbol",
      paramLabel = "NAME",
      description = "Only chunks that declare this name (getValue, Tree.getValue), in any case.")
  private String symbol;

  /** One of them at most. */
  private static final class Refs {
    @Option(
        names = "--ref",
        paramLabel = "REF",
        description = "Only what was indexed at this ref (each repository's own ref).")
    private String ref;

    @Option(names = "--all-refs", description = "Further refs too, each chunk once.")
    private boolean all;
  }

  SearchScope scope() {
    return new SearchScope(
        Optional.ofNullable(repository),
        Optional.ofNullable(refs.ref),
        refs.all,
        Optional.ofNullable(language),
        Optional.ofNullable(path),
        Optional.ofNullable(kind),
        Optional.ofNullable(symbol));
  }
}
