package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.source.CloneFetch;
import io.codestrata.source.SourceException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Where a run's clones are fetched: on one machine by its own threads, on a cluster each by a task
 * of its own, so that the executors' networks, processors and git do it. As many threads as fetch
 * at a time wait here for their tasks.
 */
final class CloneFetches implements CloneFetch.Runner, AutoCloseable {
  private static final String ON_EXECUTORS = "executors";

  private final PipelineConfig config;
  private final boolean onExecutors;

  /** Opened by the first fetch, since what comes before it needs none. Guarded by this. */
  private SparkSession spark;

  private CloneFetches(PipelineConfig config, boolean onExecutors) {
    this.config = config;
    this.onExecutors = onExecutors;
  }

  static CloneFetches of(PipelineConfig config) {
    return new CloneFetches(
        config, !Sessions.isLocal(config) && config.text(Options.CLONE_ON).equals(ON_EXECUTORS));
  }

  /**
   * What a task says: a fault is an answer, so that Spark does not try again what git has refused.
   *
   * @param grown bytes
   * @param fault the empty string where there is none
   */
  private record Fetched(long grown, String fault) implements Serializable {
    static Fetched by(CloneFetch fetch) {
      try {
        return new Fetched(fetch.run(), "");
      } catch (SourceException e) {
        return new Fetched(0, e.getMessage());
      }
    }
  }

  @Override
  public long run(CloneFetch fetch) throws SourceException {
    if (!onExecutors) {
      return fetch.run();
    }
    JavaSparkContext context = context();
    context.sc().setJobDescription("fetch " + fetch.origin());
    Fetched fetched = context.parallelize(List.of(fetch), 1).map(Fetched::by).collect().get(0);
    if (!fetched.fault().isEmpty()) {
      throw new SourceException(JobErrors.toldByExecutor(fetched.fault()));
    }
    return fetched.grown();
  }

  private synchronized JavaSparkContext context() {
    if (spark == null) {
      spark = Sessions.open(config);
    }
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }

  /** Ends the session, if a fetch has opened it and nobody has ended it since. */
  @Override
  public synchronized void close() {
    if (spark != null) {
      spark.stop();
    }
  }
}
