package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.PgException;
import io.codestrata.pgvector.PgTarget;
import io.codestrata.pgvector.PrivateServer;
import java.util.Optional;

/** The PostgreSQL a configuration means: a real server's address, or the private one. */
public final class Server {
  private final PipelineConfig config;

  private Server(PipelineConfig config) {
    this.config = config;
  }

  public static Server of(PipelineConfig config) {
    return new Server(config);
  }

  /** Whether the server is ours to start and stop. */
  public boolean isPrivate() {
    return !config.isSet(Options.PG_URL);
  }

  /** The server's address; the private one is started when it does not run. */
  public PgTarget start() throws PgException {
    PgTarget target =
        isPrivate()
            ? privateServer().start((int) config.number(Options.PG_PORT))
            : PgTarget.parse(config.text(Options.PG_URL));
    return config.isSet(Options.TRACE_ID) ? target.tracedBy(Trace.id(config, "")) : target;
  }

  /** The server's address where an index can be: empty when the private server was never made. */
  public Optional<PgTarget> startIfMade() throws PgException {
    return isPrivate() && !privateServer().exists() ? Optional.empty() : Optional.of(start());
  }

  /** The same, for those who can do nothing without an index. */
  PgTarget startOfIndex() throws PgException, JobException {
    return startIfMade().orElseThrow(JobErrors::nothingPublished);
  }

  public PrivateServer privateServer() {
    return new PrivateServer(config.dataFolder(), config.cacheFolder());
  }
}
