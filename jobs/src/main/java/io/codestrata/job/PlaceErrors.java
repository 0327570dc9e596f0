package io.codestrata.job;

import java.util.List;

/** Messages about places in published files: problem, cause, remedy. */
final class PlaceErrors {
  private static final int SHOWN = 5;

  private PlaceErrors() {}

  static JobException noChunk(String path, String repository, int line) {
    return new JobException(
        JobException.Kind.USAGE,
        "no published chunk of "
            + path
            + (repository.isEmpty() ? "" : " in " + repository)
            + " covers line "
            + line
            + " (the path as the repository has it; codestrata explain PATH says what is indexed of"
            + " a file)",
        null);
  }

  static JobException severalRepositories(String path, List<String> repositories) {
    return new JobException(
        JobException.Kind.USAGE,
        path
            + " is in "
            + repositories.size()
            + " repositories: "
            + String.join(", ", repositories.subList(0, Math.min(SHOWN, repositories.size())))
            + (repositories.size() > SHOWN ? ", ..." : "")
            + " (name one of them)",
        null);
  }
}
