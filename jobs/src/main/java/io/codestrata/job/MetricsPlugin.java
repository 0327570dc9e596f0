package io.codestrata.job;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Puts a run's figures among the driver's metrics, where every sink of Spark's can take them. All
 * of them are the driver's: executors tell it by accumulators and permits anyway.
 */
public final class MetricsPlugin implements SparkPlugin {
  private static volatile LiveRun shown;
  private static volatile MetricRegistry metrics;

  /** The run of this process, which the metrics tell of until another takes its place. */
  static void show(LiveRun run) {
    shown = run;
  }

  /** Makes a metric of each reason for which files were left out. */
  static void showSkips(Collection<String> reasons) {
    MetricRegistry registry = metrics;
    if (registry != null) {
      reasons.forEach(
          reason ->
              gauge(
                  registry,
                  "files_skipped." + reason,
                  run -> run.figures().totals().skippedByReason().getOrDefault(reason, 0L)));
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Map<String, String> init(SparkContext spark, PluginContext context) {
        metrics = context.metricRegistry();
        register(metrics);
        return Map.of();
      }

      @Override
      public void shutdown() {
        metrics = null;
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }

  private static void register(MetricRegistry registry) {
    gauge(registry, "repositories", run -> run.figures().totals().repositories());
    gauge(registry, "repositories_left", LiveRun::repositoriesLeft);
    gauge(registry, "files", run -> run.figures().totals().files());
    gauge(registry, "files_changed", run -> run.figures().totals().changedFiles());
    gauge(registry, "files_read", run -> run.figures().totals().readFiles());
    gauge(registry, "files_skipped", run -> run.figures().totals().skippedFiles());
    gauge(registry, "bytes_read", run -> run.figures().totals().readBytes());
    gauge(registry, "chunks", run -> run.figures().totals().chunks());
    gauge(registry, "chunks_new", run -> run.figures().totals().newChunks());
    gauge(registry, "chunks_removed", run -> run.figures().totals().removedChunks());
    gauge(registry, "chunks_embedded", run -> run.receipt().texts());
    gauge(registry, "tokens", run -> run.receipt().tokens());
    gauge(registry, "cost_usd", LiveRun::costUsd);
    gauge(registry, "calls", run -> run.spent().calls());
    gauge(registry, "calls_limited", run -> run.spent().limited());
    gauge(registry, "calls_failed", run -> run.spent().failed());
    gauge(registry, "failures", run -> run.figures().failures().size());
    for (StageClock.Stage stage : StageClock.Stage.values()) {
      String name = stage.name().toLowerCase(Locale.ROOT);
      gauge(registry, name + ".seconds", run -> run.figures().clock().seconds(stage));
      gauge(registry, name + ".done", run -> isIn(run, name) ? run.stage().done() : 0);
      gauge(registry, name + ".total", run -> isIn(run, name) ? run.stage().total() : 0);
    }
  }

  private static boolean isIn(LiveRun run, String stage) {
    return run.stage().name().equals(stage);
  }

  private static void gauge(
      MetricRegistry registry, String name, ToDoubleFunction<LiveRun> figure) {
    Gauge<Double> gauge =
        () -> {
          LiveRun run = shown;
          return run == null ? 0.0 : figure.applyAsDouble(run);
        };
    if (!registry.getNames().contains(name)) {
      registry.register(name, gauge);
    }
  }
}
