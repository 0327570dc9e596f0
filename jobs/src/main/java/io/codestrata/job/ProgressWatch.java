package io.codestrata.job;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.util.LongAccumulator;

/** Carries an accumulator's value to {@link Progress} while a Spark job runs. */
final class ProgressWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 250;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(JobThreads::daemon);
  private final Progress progress;

  ProgressWatch(Progress progress, String stage, long total, String unit, LongAccumulator done) {
    this.progress = progress;
    progress.begin(stage, total, unit);
    Future<?> unused =
        timer.scheduleAtFixedRate(
            () -> progress.reached(done.value()),
            PERIOD_MILLIS,
            PERIOD_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    progress.end();
  }
}
