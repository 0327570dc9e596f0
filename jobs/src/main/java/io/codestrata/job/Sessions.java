package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.metrics.sink.PrometheusServlet;
import org.apache.spark.sql.SparkSession;

/** Makes the one Spark session of a process. Settings that spark-submit gives win. */
public final class Sessions {
  private Sessions() {}

  /** Hadoop's settings as the session will have them ({@code spark.hadoop.*}); starts no Spark. */
  static Configuration hadoop() {
    return SparkHadoopUtil.get().newConfiguration(new SparkConf());
  }

  /** Whether one process is driver and executor; starts no Spark. */
  static boolean isLocal(PipelineConfig config) {
    return isLocal(settings(config));
  }

  private static boolean isLocal(SparkConf conf) {
    return conf.get("spark.master").startsWith("local");
  }

  private static SparkConf settings(PipelineConfig config) {
    SparkConf conf = new SparkConf();
    conf.setIfMissing("spark.app.name", "codestrata");
    if (config.isSet(Options.MASTER)) {
      conf.setMaster(config.text(Options.MASTER));
    } else {
      conf.setIfMissing("spark.master", "local[*]");
    }
    return conf;
  }

  /** The session; local on all cores unless a master is configured or submitted. */
  public static SparkSession open(PipelineConfig config) {
    SparkConf conf = settings(config);
    if (isLocal(conf)) {
      int cores = Runtime.getRuntime().availableProcessors();
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      conf.setIfMissing("spark.sql.shuffle.partitions", Integer.toString(Math.max(2, cores)));
      conf.setIfMissing(
          "spark.local.dir", config.dataFolder().resolve("tmp").resolve("spark").toString());
      // Rows here are few and wide, and their work is in mapPartitions: compiling each query costs
      // more than it saves (a run without changes took 17 s of processor time with, 13 s without).
      conf.setIfMissing("spark.sql.codegen.wholeStage", "false");
      conf.setIfMissing("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    } else {
      // Up to 200 partitions Spark writes a file for each of a map task's, and joins them: with a
      // thousand tasks of a second each that took 125 ms a task, longer than what it carried.
      conf.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "1");
    }
    // Rows are looked up by hash or path in sorted files, a page at a time: Parquet's default of
    // 20,000 rows had a run with one changed file read most vectors of 400,000.
    conf.setIfMissing("spark.hadoop.parquet.page.row.count.limit", "1000");
    // So many values of a lookup are held against a page one by one, more by their range. Each has
    // the filter, which Spark serializes, nest deeper: a thousand overflow a task's stack.
    conf.setIfMissing("spark.sql.parquet.pushdown.inFilterThreshold", "50");
    // A vacuum lists a table with so many tasks, 10,000 by default: 40 s for a table of one file.
    conf.setIfMissing("spark.sql.sources.parallelPartitionDiscovery.parallelism", "32");
    serveMetrics(conf, config.number(Options.METRICS_PORT));
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    conf.setIfMissing(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    // Delta's default of 50 partitions for its own state costs seconds on small lakes.
    conf.setIfMissing("spark.databricks.delta.snapshotPartitions", "2");
    conf.setIfMissing("spark.databricks.delta.properties.defaults.enableChangeDataFeed", "true");
    // A table made before a column was thought of gets it with the first rows that have it.
    conf.setIfMissing("spark.databricks.delta.schema.autoMerge.enabled", "true");
    String plugins = conf.get("spark.plugins", "");
    conf.set(
        "spark.plugins",
        (plugins.isEmpty() ? "" : plugins + ",")
            + PermitsPlugin.class.getName()
            + ","
            + MetricsPlugin.class.getName());
    // An embedding is paid for: a second attempt beside a running one would pay twice.
    conf.setIfMissing("spark.speculation", "false");
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /**
   * Spark's web page, with the driver's metrics as Prometheus reads them; without a port neither.
   */
  private static void serveMetrics(SparkConf conf, long port) {
    if (port > 0) {
      conf.set("spark.ui.enabled", "true");
      conf.set("spark.ui.port", Long.toString(port));
      // Who may look may not stop a stage.
      conf.setIfMissing("spark.ui.killEnabled", "false");
      // Else each run's metrics have names of their own.
      conf.setIfMissing("spark.metrics.namespace", "codestrata");
      String sink = "spark.metrics.conf.driver.sink.prometheusServlet.";
      conf.setIfMissing(sink + "class", PrometheusServlet.class.getName());
      conf.setIfMissing(sink + "path", "/metrics/prometheus");
    }
  }
}
