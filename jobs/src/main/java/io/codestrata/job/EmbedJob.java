package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.AccountPermits;
import io.codestrata.secrets.SecretMode;
import io.codestrata.table.EmbeddingJournal;
import io.codestrata.table.IndexedFile;
import io.codestrata.table.JournaledRun;
import io.codestrata.table.Lake;
import io.codestrata.table.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;

/**
 * The embed stage: finds the texts that no embedding is known for and embeds them on the executors,
 * a call's answer at a time into the journal and a wave at a time into {@code embeddings}. A crash
 * loses the calls in flight and no other, and the next run embeds only the rest.
 */
final class EmbedJob {
  /**
   * What the stage did.
   *
   * @param receipt what was embedded, by repository
   * @param unansweredTokens of calls that were sent and got no sound answer
   * @param outcomes texts that were lost, or of which something was not sent
   */
  record Result(Receipt receipt, long unansweredTokens, List<EmbedOutcome> outcomes) {
    static final Result NONE = new Result(Receipt.NONE, 0, List.of());

    boolean stopped() {
      return outcomes.stream().anyMatch(EmbedOutcome::isFatal);
    }
  }

  private final JavaSparkContext spark;
  private final Lake lake;
  private final EmbedderSettings settings;
  private final PipelineConfig config;
  private final EmbeddingLanding landing;
  private final JournaledRun run;
  private final Progress progress;

  /**
   * @param run what the journal notes of this run
   */
  EmbedJob(
      JavaSparkContext spark,
      Lake lake,
      EmbedderSettings settings,
      PipelineConfig config,
      JournaledRun run,
      Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.settings = settings;
    this.config = config;
    this.landing = new EmbeddingLanding(spark, lake, EmbeddingJournal.of(config.lake()));
    this.run = run;
    this.progress = progress;
  }

  /**
   * Embeds.
   *
   * @param chunks rows of {@code chunks}, a text maybe many times
   * @param files the run's files, which say what repository pays for a text
   */
  Result run(Dataset<Row> chunks, List<IndexedFile> files) throws IOException {
    Dataset<Row> missing =
        MissingTexts.of(lake, chunks, files, settings.embeddingModel().key())
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long count = missing.count();
      return count == 0 ? Result.NONE : embed(missing, count);
    } finally {
      missing.unpersist();
    }
  }

  private Result embed(Dataset<Row> missing, long count) throws IOException {
    landing.journal().begin(run);
    AccountPermits permits = Accounts.permits(config, settings);
    PermitsPlugin.lend(permits);
    LongAccumulator done = spark.sc().longAccumulator("chunks embedded");
    List<EmbedOutcome> outcomes = new ArrayList<>();
    Receipt receipt = Receipt.NONE;
    long commit = config.number(Options.COMMIT_CHUNKS);
    int waves = (int) ((count + commit - 1) / commit);
    try (ProgressWatch watch = new ProgressWatch(progress, "embed", count, "chunks", done)) {
      for (int wave = 0;
          wave < waves && outcomes.stream().noneMatch(EmbedOutcome::isFatal);
          wave++) {
        Dataset<Row> texts = waves == 1 ? missing : missing.where(isIn(wave, waves));
        outcomes.addAll(send(texts, wave, count / waves, done));
        receipt = receipt.plus(landing.land(run.run(), wave));
      }
    } finally {
      PermitsPlugin.withdraw();
    }
    long unanswered = settings.isLocal() ? 0 : permits.spent().tokens() - receipt.tokens();
    return new Result(receipt, Math.max(0, unanswered), outcomes);
  }

  private static Column isIn(int wave, int waves) {
    return functions
        .pmod(functions.hash(functions.col("chunk_hash")), functions.lit(waves))
        .equalTo(wave);
  }

  private List<EmbedOutcome> send(Dataset<Row> texts, int wave, long count, LongAccumulator done) {
    SecretMode secrets = SecretPolicy.of(config);
    return MissingTexts.partitioned(texts, count, settings, spark.defaultParallelism())
        .javaRDD()
        .mapPartitions(
            new EmbedPartition(
                settings,
                secrets,
                landing.journal(),
                run.run(),
                wave,
                settings.isLocal() ? 1 : (int) config.number(Options.IN_FLIGHT),
                done))
        .collect();
  }
}
