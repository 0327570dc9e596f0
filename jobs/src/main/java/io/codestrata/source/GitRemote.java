package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Path;

/** How objects and refs come from a URL into a bare repository. */
interface GitRemote {
  /** Branches and tags, each replaced by the remote's even where history was rewritten. */
  String BRANCHES = "+refs/heads/*:refs/heads/*";

  String TAGS = "+refs/tags/*:refs/tags/*";

  /** Where the remote's HEAD is kept when it is on no branch. */
  String DETACHED_HEAD = "refs/codestrata/head";

  /** Makes an empty bare repository. */
  void create(Path directory) throws SourceException, IOException;

  /** Makes its branches, tags and HEAD those of the URL. */
  void update(GitUrl url, Path directory) throws SourceException, IOException;
}
