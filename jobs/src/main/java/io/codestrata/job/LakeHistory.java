package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.PgException;
import io.codestrata.table.IndexedState;
import io.codestrata.table.Lake;
import io.codestrata.table.LakeException;
import io.codestrata.table.LakeTable;
import io.codestrata.table.LandedVersions;
import io.codestrata.table.RepositoryState;
import io.codestrata.table.TableVersion;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.spark.sql.SparkSession;

/**
 * A lake as it was: finds the repository, the state and the time that a user means, and the
 * versions of tables that belong to them. Every job that looks back goes through it.
 */
final class LakeHistory {
  private final Lake lake;
  private final ZoneId zone = ZoneId.systemDefault();

  private LakeHistory(Lake lake) {
    this.lake = lake;
  }

  /**
   * The id of the configured lake, which is left as it is.
   *
   * @throws JobException when no run has made it
   */
  static String lakeId(PipelineConfig config) throws JobException, LakeException {
    return Lake.find(config.lake(), Sessions.hadoop()).orElseThrow(JobErrors::nothingPublished);
  }

  /**
   * The history of the configured lake's generation.
   *
   * @throws JobException when nothing has landed in it, or there is no such generation
   */
  static LakeHistory open(SparkSession spark, PipelineConfig config, String lakeId)
      throws JobException, LakeException, PgException, SQLException {
    LakeGenerations generations = new LakeGenerations(config, lakeId);
    Lake lake = generations.open(spark, generations.current());
    if (!lake.repositories().exists() || !lake.files().exists()) {
      throw JobErrors.nothingPublished();
    }
    return new LakeHistory(lake);
  }

  Lake lake() {
    return lake;
  }

  /** The state that the lake has of a repository. */
  RepositoryState current(String named) throws JobException {
    List<RepositoryState> known = lake.repositories().all();
    return RepositoryIds.byId(known).get(RepositoryIds.find(known, named));
  }

  /** The states that are known of a repository, by the names users give them. */
  StateNames states(String repository) throws JobException {
    List<IndexedState> states = lake.repositories().states(repository);
    if (states.isEmpty()) {
      throw HistoryErrors.stateGone(repository);
    }
    return new StateNames(repository, states, zone);
  }

  /** The version of {@code files} that belongs to a state. */
  long files(IndexedState state) throws JobException {
    return belonging(lake.files(), state.landed().map(LandedVersions::files), state.time())
        .orElseThrow(() -> HistoryErrors.stateGone(state.state().repository()));
  }

  /** The version of {@code merkle_nodes} that belongs to a state. */
  long merkleNodes(IndexedState state) throws JobException {
    return belonging(
            lake.merkleNodes(), state.landed().map(LandedVersions::merkleNodes), state.time())
        .orElseThrow(() -> HistoryErrors.stateGone(state.state().repository()));
  }

  /** The version of {@code files} that belongs to one of {@code repositories}; maybe gone. */
  OptionalLong files(TableVersion landing) {
    return belonging(lake.files(), landing.landed().map(LandedVersions::files), landing.time());
  }

  /** Where a commit names none, its time tells: it came after those of the other tables. */
  private static OptionalLong belonging(LakeTable<?> table, Optional<Long> named, Instant time) {
    return named.filter(version -> version >= 0).isPresent()
        ? OptionalLong.of(named.get())
        : table.versionAt(time);
  }

  /**
   * The newest version of {@code repositories} at a moment, see {@link MomentNames}: what landed
   * later, or was landing then, does not count.
   */
  TableVersion at(String moment) throws JobException {
    List<TableVersion> versions = lake.repositories().versions();
    OptionalLong named = MomentNames.version(moment);
    Predicate<TableVersion> reached;
    if (named.isPresent()) {
      reached = version -> version.version() <= named.getAsLong();
    } else {
      Instant time = MomentNames.time(moment, zone).orElseThrow(() -> HistoryErrors.noTime(moment));
      reached = version -> !version.time().isAfter(time);
    }
    Optional<TableVersion> newest =
        versions.stream().filter(reached).reduce((earlier, later) -> later);
    return newest.orElseThrow(() -> HistoryErrors.beforeHistory(moment, versions.get(0)));
  }

  /** A look at older versions. */
  interface Look<T> {
    T take() throws Exception;
  }

  /**
   * Takes a look.
   *
   * @param gone thrown where Delta keeps no more what the look needs
   */
  static <T> T look(JobException gone, Look<T> look) throws Exception {
    try {
      return look.take();
    } catch (Exception e) { // Spark's checked ones come undeclared
      if (Lake.isGone(e)) {
        throw gone;
      }
      throw e;
    }
  }
}
