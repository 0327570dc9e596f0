package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How refs are asked of a URL, and how objects come from it into a bare repository. */
interface GitRemote {
  /**
   * Makes an empty bare repository.
   *
   * @param sha256 whether its ids are of SHA-256; else of SHA-1
   */
  void create(Path directory, boolean sha256) throws SourceException, IOException;

  /**
   * What the URL has of {@code HEAD} and of some refs.
   *
   * @param names full names; more may be told
   */
  RemoteRefs list(GitUrl url, Path directory, List<String> names)
      throws SourceException, IOException;

  /**
   * Makes refs those of the URL, even where history was rewritten, and drops those the URL no
   * longer has.
   *
   * @param refSpecs what to fetch, and where to
   * @param depth so many commits of each history; 0 for all, those included that the repository
   *     lacks so far
   */
  void fetch(GitUrl url, Path directory, List<String> refSpecs, int depth)
      throws SourceException, IOException;
}
