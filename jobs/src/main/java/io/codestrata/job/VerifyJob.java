package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.Checkpoint;
import io.codestrata.pgvector.HybridSearch;
import io.codestrata.pgvector.Migrations;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.pgvector.RepositoryRow;
import io.codestrata.pgvector.TableDifference;
import io.codestrata.pgvector.Verification;
import io.codestrata.table.Lake;
import io.codestrata.table.RepositoryState;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Compares PostgreSQL with the lake at the checkpoint's version of {@code files}, row by row, by
 * hashes; and makes the two equal where that is asked for. A comparison takes no lock: it sees one
 * snapshot of PostgreSQL and the lake's version that belongs to it.
 */
public final class VerifyJob {
  private final PipelineConfig config;
  private final Progress progress;

  public VerifyJob(PipelineConfig config, Progress progress) {
    this.config = config;
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param version of {@code files} that was compared
   * @param tables a row each, and one for the checkpoint
   * @param repositories ids of those whose files or rows differ
   * @param mended whether something was repaired before this was found
   */
  public record Result(
      long version, List<TableDifference> tables, Set<String> repositories, boolean mended) {
    public boolean isEqual() {
      return tables.stream().allMatch(TableDifference::isNone);
    }
  }

  /** A comparison, with what a repair has to bring again. */
  private record Found(Result result, Set<String> contents, Set<String> embeddings) {}

  /**
   * Compares.
   *
   * @param repair whether what differs is published again, and compared once more; the newest state
   *     of the lake then, and never from its repositories
   * @throws JobException when nothing is published, or the lake no longer has the version that is
   */
  public Result run(boolean repair) throws Exception {
    DataFolder.prepare(config);
    String lakeId = LakeHistory.lakeId(config);
    PgTarget target = Server.of(config).start();
    try (SparkSession spark = Sessions.open(config);
        Connection connection = target.connect()) {
      if (repair) {
        Migrations.apply(connection);
        Lake lake = LakeHistory.open(spark, config, lakeId).lake();
        PgVectorSink.beginRun(connection);
        try (LakeLock lock = LakeLock.take(connection, lakeId, progress)) {
          return repaired(lake, target, connection);
        }
      }
      if (!HybridSearch.isMade(connection)) {
        throw JobErrors.nothingPublished();
      }
      Lake lake = LakeHistory.open(spark, config, lakeId).lake();
      return compare(lake, connection);
    }
  }

  /** Compares a generation without a repair. */
  Result compare(Lake lake, Connection connection) throws Exception {
    return compare(lake, connection, false).result();
  }

  private Result repaired(Lake lake, PgTarget target, Connection connection) throws Exception {
    Found found = compare(lake, connection, true);
    if (found.result().isEqual()) {
      return found.result();
    }
    ExecutorService background = Executors.newSingleThreadExecutor(JobThreads::daemon);
    try {
      PgVectorSink.discard(connection, found.contents(), found.embeddings());
      new RepublishJob(lake, target, background, progress)
          .run(connection, newest(lake), found.contents(), found.embeddings());
    } finally {
      background.shutdownNow();
    }
    new VectorUpkeep(config, target, progress).run(connection, newest(lake).model());
    Result after = compare(lake, connection);
    return new Result(after.version(), after.tables(), after.repositories(), true);
  }

  static RepositoryState newest(Lake lake) throws JobException {
    return lake.repositories().all().stream()
        .max(Comparator.comparing(RepositoryState::indexedAt))
        .orElseThrow(JobErrors::nothingPublished);
  }

  private Found compare(Lake lake, Connection connection, boolean keep) throws Exception {
    try (Verification snapshot = Verification.begin(connection, PublishJob.key(lake))) {
      Optional<Checkpoint> checkpoint = snapshot.checkpoint();
      long newest = lake.files().version();
      long version =
          checkpoint
              .map(Checkpoint::tableVersion)
              .filter(reached -> reached >= 0 && reached <= newest)
              .orElse(newest);
      if (version < newest) {
        progress.note(JobErrors.lakeIsAhead(newest - version));
      }
      return LakeHistory.look(
          HistoryErrors.checkpointGone(version),
          () -> compare(lake, snapshot, checkpoint, version, keep));
    }
  }

  private Found compare(
      Lake lake, Verification snapshot, Optional<Checkpoint> checkpoint, long version, boolean keep)
      throws Exception {
    List<RepositoryState> states = states(lake, checkpoint, version);
    LakeDigests expected = LakeDigests.of(lake, version);
    Set<String> repositories = new TreeSet<>();
    Set<String> contents = new HashSet<>();
    Set<String> embeddings = new HashSet<>();
    List<TableDifference> tables = new ArrayList<>();
    progress.begin("verify", Verification.Table.values().length, "tables");
    tables.add(checkpoint(checkpoint, version, states));
    tables.add(repositories(states, snapshot.repositories(), repositories));
    tables.add(snapshot.compare(Verification.Table.FILES, expected.ofFiles(), repositories::add));
    progress.reached(1);
    tables.add(
        snapshot.compare(
            Verification.Table.CHUNKS, expected.ofChunks(), label -> kept(keep, contents, label)));
    progress.reached(2);
    tables.add(
        snapshot.compare(
            Verification.Table.EMBEDDINGS,
            expected.ofEmbeddings(snapshot.storage()),
            label -> kept(keep, embeddings, label)));
    progress.end();
    return new Found(new Result(version, tables, repositories, false), contents, embeddings);
  }

  private static void kept(boolean keep, Set<String> labels, String label) {
    if (keep) {
      labels.add(label);
    }
  }

  /** Where the lake has moved on, its repositories have as well. */
  private static List<RepositoryState> states(
      Lake lake, Optional<Checkpoint> checkpoint, long version) {
    if (checkpoint.isPresent() && version < lake.files().version()) {
      OptionalLong then = lake.repositories().versionAt(checkpoint.get().updatedAt());
      if (then.isPresent()) {
        return lake.repositories().all(then.getAsLong());
      }
    }
    return lake.repositories().all();
  }

  private static TableDifference checkpoint(
      Optional<Checkpoint> checkpoint, long version, List<RepositoryState> states) {
    boolean fits =
        checkpoint
            .filter(
                point ->
                    point.tableVersion() == version
                        && (states.isEmpty()
                            || states.stream()
                                .anyMatch(state -> state.model().equals(point.model()))))
            .isPresent();
    return TableDifference.of(
        "checkpoint", 1, checkpoint.isEmpty() ? 1 : 0, 0, checkpoint.isEmpty() || fits ? 0 : 1);
  }

  private static TableDifference repositories(
      List<RepositoryState> states, List<RepositoryRow> published, Set<String> wrong) {
    Map<String, RepositoryRow> expected =
        states.stream()
            .map(PublishJob::repositoryRow)
            .collect(Collectors.toMap(RepositoryRow::id, Function.identity()));
    long surplus = 0;
    long different = 0;
    for (RepositoryRow row : published) {
      RepositoryRow wanted = expected.remove(row.id());
      surplus += wanted == null ? 1 : 0;
      different += wanted == null || wanted.equals(row) ? 0 : 1;
      if (!row.equals(wanted)) {
        wrong.add(row.id());
      }
    }
    wrong.addAll(expected.keySet());
    return TableDifference.of("repositories", states.size(), expected.size(), surplus, different);
  }
}
