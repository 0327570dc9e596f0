package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.GenerationKey;
import io.codestrata.pgvector.Generations;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PgVectorSink;
import io.codestrata.pgvector.RepositoryRow;
import io.codestrata.table.Lake;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lets a generation serve in place of another, once it is whole and equal to the lake. */
record GenerationSwitch(PipelineConfig config, Progress progress) {

  /**
   * What keeps a generation from serving, with the remedy; empty where nothing does.
   *
   * @param lake its tables
   * @param serving name of the one that does
   * @param partial whether it may lack repositories that the other has
   */
  Optional<String> hindrance(Lake lake, Connection connection, String serving, boolean partial)
      throws Exception {
    Set<String> needed = ids(connection, new GenerationKey(lake.id(), serving));
    long all = needed.size();
    needed.removeAll(ids(connection, PublishJob.key(lake)));
    if (!needed.isEmpty() && !partial) {
      return Optional.of(GenerationErrors.lacks(needed.size(), all));
    }
    return new VerifyJob(config, progress).compare(lake, connection).isEqual()
        ? Optional.empty()
        : Optional.of(GenerationErrors.differs());
  }

  /** Lets it serve, and says so. */
  void run(Lake lake, Connection connection, String before) throws PgException {
    Generations.serve(connection, PublishJob.key(lake));
    progress.note(GenerationErrors.servesNow(lake.generation(), before));
  }

  /** Lets a run's generation serve where nothing keeps it from that, and says what does. */
  void afterRun(Lake lake, Connection connection, String serving) throws Exception {
    Optional<String> hindrance = hindrance(lake, connection, serving, false);
    if (hindrance.isPresent()) {
      progress.note(GenerationErrors.notYet(lake.generation(), hindrance.get()));
    } else {
      run(lake, connection, serving);
    }
  }

  private static Set<String> ids(Connection connection, GenerationKey key) throws PgException {
    List<RepositoryRow> rows = PgVectorSink.repositories(connection, key);
    return rows.stream().map(RepositoryRow::id).collect(Collectors.toSet());
  }
}
