package io.codestrata.job;

import io.codestrata.table.Failure;
import io.codestrata.table.FailureKind;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * The land stage: writes the snapshots' rows once chunks and embeddings are committed. The
 * repositories' roots go last, since a root says that all below it is there.
 */
final class LandJob {
  private final Lake lake;
  private final ChunkRules rules;
  private final ExecutorService background;
  private final Progress progress;

  LandJob(Lake lake, ChunkRules rules, ExecutorService background, Progress progress) {
    this.lake = lake;
    this.rules = rules;
    this.background = background;
    this.progress = progress;
  }

  /**
   * Lands.
   *
   * @param failures to be written down
   * @param all whether repositories without a change get the time of this run too
   */
  void run(Snapshots snapshots, List<Failure> failures, Instant startedAt, boolean all)
      throws Exception {
    List<RepositoryState> states =
        snapshots.states(rules.chunking(), rules.model(), startedAt, all);
    if (states.isEmpty() && failures.isEmpty()) {
      return;
    }
    progress.begin("land", 3, "tables");
    Future<?> besides = background.submit(() -> landBesides(snapshots, failures));
    lake.files().apply(snapshots.upserts(), snapshots.deletes(), snapshots.onlyNewRepositories());
    progress.reached(1);
    Futures.join(besides);
    progress.reached(2);
    if (!states.isEmpty()) {
      lake.land(states);
    }
    progress.end();
  }

  private void landBesides(Snapshots snapshots, List<Failure> failures) {
    lake.merkleNodes().apply(snapshots.nodes());
    if (!failures.isEmpty()) {
      lake.failures().append(failures);
    }
  }

  /** Failures of files that the snapshot stage could not hash. */
  static List<Failure> unhashed(String run, List<RepositoryScan> scans) {
    List<Failure> failures = new ArrayList<>();
    for (RepositoryScan scan : scans) {
      for (IndexedFile file : scan.settled()) {
        if (file.status().equals(IndexedFile.FAILED)) {
          failures.add(
              new Failure(
                  run,
                  file.repository(),
                  file.path(),
                  "snapshot",
                  FailureKind.INPUT,
                  file.reason()));
        }
      }
    }
    return failures;
  }
}
