package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.table.Lake;
import io.codestrata.table.StoredEmbedding;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * The embed stage: finds the texts that no embedding is known for, embeds them on the executors and
 * commits in rounds, so that a crash loses a round at most and the next run embeds only the rest.
 */
final class EmbedJob {
  /**
   * What the stage did.
   *
   * @param embedded texts embedded and committed
   * @param tokens tokens the provider counted for them
   * @param lost texts that were not, with the reason
   */
  record Result(long embedded, long tokens, List<EmbedOutcome> lost) {
    boolean stopped() {
      return lost.stream().anyMatch(EmbedOutcome::fatal);
    }
  }

  /** The totals of one round, added up on the executors. */
  private record Totals(long embedded, long tokens) implements java.io.Serializable {
    Totals plus(Totals other) {
      return new Totals(embedded + other.embedded, tokens + other.tokens);
    }
  }

  private final JavaSparkContext spark;
  private final Lake lake;
  private final EmbedderSettings settings;
  private final String model;
  private final long commitChunks;
  private final Progress progress;

  EmbedJob(
      JavaSparkContext spark,
      Lake lake,
      EmbedderSettings settings,
      PipelineConfig config,
      Progress progress) {
    this.spark = spark;
    this.lake = lake;
    int executors = Math.max(1, spark.sc().getExecutorMemoryStatus().size() - 1);
    this.settings = settings.shareOf(executors);
    this.model = settings.embeddingModel().key();
    this.commitChunks = config.number(Options.COMMIT_CHUNKS);
    this.progress = progress;
  }

  /**
   * @param chunks rows of {@code chunks}, a text maybe many times
   */
  Result run(Dataset<Row> chunks) {
    Dataset<Row> missing =
        lake.embeddings()
            .missing(chunks, model)
            .select("chunk_hash", "breadcrumb", "signature", "text")
            .persist(StorageLevel.MEMORY_AND_DISK());
    long count = missing.count();
    LongAccumulator done = spark.sc().longAccumulator("chunks embedded");
    List<EmbedOutcome> lost = new ArrayList<>();
    Totals totals = new Totals(0, 0);
    int rounds = (int) ((count + commitChunks - 1) / commitChunks);
    try (ProgressWatch watch = new ProgressWatch(progress, "embed", count, "chunks", done)) {
      for (int round = 0; round < rounds && lost.stream().noneMatch(EmbedOutcome::fatal); round++) {
        Dataset<Row> part =
            rounds == 1
                ? missing
                : missing.where(
                    functions
                        .pmod(functions.hash(functions.col("chunk_hash")), functions.lit(rounds))
                        .equalTo(round));
        totals = totals.plus(round(part, count / rounds, done, lost));
      }
    }
    missing.unpersist();
    return new Result(totals.embedded(), totals.tokens(), lost);
  }

  private Totals round(
      Dataset<Row> texts, long count, LongAccumulator done, List<EmbedOutcome> lost) {
    int partitions =
        (int)
            Math.max(
                spark.defaultParallelism(),
                (count + settings.textsATask() - 1) / settings.textsATask());
    JavaRDD<EmbedOutcome> outcomes =
        texts
            .repartition(partitions)
            .javaRDD()
            .mapPartitions(new EmbedPartition(settings, model, done))
            .persist(StorageLevel.MEMORY_AND_DISK());
    Totals totals =
        outcomes
            .filter(EmbedOutcome::embedded)
            .map(outcome -> new Totals(1, outcome.embedding().tokens()))
            .fold(new Totals(0, 0), Totals::plus);
    lost.addAll(outcomes.filter(outcome -> !outcome.embedded()).collect());
    if (totals.embedded() > 0) {
      JavaRDD<StoredEmbedding> embeddings =
          outcomes.filter(EmbedOutcome::embedded).map(EmbedOutcome::embedding);
      lake.embeddings().insertNew(lake.embeddings().rows(embeddings));
    }
    outcomes.unpersist();
    return totals;
  }
}
