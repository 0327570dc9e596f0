package io.codestrata.job;

import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.HybridSearch;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PublishedState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Reads what is published: the committed state that search reads. Starts no Spark. */
public final class StatusJob {
  private final PipelineConfig config;

  public StatusJob(PipelineConfig config) {
    this.config = config;
  }

  /**
   * What is there.
   *
   * @param server its address without secrets, or why there is none
   * @param published empty before the first run has published
   */
  public record Result(String server, Optional<PublishedState> published) {}

  /**
   * Looks; starts the private server where it was made and does not run.
   *
   * @throws JobException when there is no generation of the name that is configured
   */
  public Result run() throws PgException, JobException, SQLException {
    Server server = Server.of(config);
    Optional<PgTarget> target = server.startIfMade();
    if (target.isEmpty()) {
      return new Result("private, not made yet", Optional.empty());
    }
    try (Connection connection = target.get().connect()) {
      server.show(connection);
      PublishedState state = HybridSearch.status(connection);
      return new Result(
          (server.isPrivate() ? "private, " : "") + Redaction.url(target.get().jdbcUrl()),
          state.checkpoints().isEmpty() ? Optional.empty() : Optional.of(state));
    }
  }
}
