package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.embed.AccountPermits;
import io.codestrata.secrets.SecretMode;
import io.codestrata.table.EmbeddingJournal;
import io.codestrata.table.JournaledRun;
import io.codestrata.table.Lake;
import io.codestrata.table.Receipt;
import io.codestrata.table.StoredChunk;
import io.codestrata.table.StoredEmbedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
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
   * What the stage did for a group.
   *
   * @param outcomes texts that were lost, or of which something was not sent
   * @param few the embeddings it made, where they are few; else none
   */
  record Result(List<EmbedOutcome> outcomes, List<StoredEmbedding> few) {
    static final Result NONE = new Result(List.of(), List.of());

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
  private final AccountPermits permits;
  private volatile Receipt receipt = Receipt.NONE;
  private int waves;

  /**
   * @param run what the journal notes of this run
   */
  EmbedJob(
      JavaSparkContext spark,
      Lake lake,
      EmbedderSettings settings,
      PipelineConfig config,
      JournaledRun run,
      LakeLock lock,
      Progress progress) {
    this.spark = spark;
    this.lake = lake;
    this.settings = settings;
    this.config = config;
    this.landing = new EmbeddingLanding(spark, lake, EmbeddingJournal.of(config.lake()), lock);
    this.run = run;
    this.permits = Accounts.permits(config, settings);
    this.progress = progress;
  }

  /** Texts to embed, in the partitions of tasks. */
  private interface Texts {
    /**
     * One of so many parts of them, as rows of {@link EmbedPartition#COLUMNS}.
     *
     * @param part counted from 0
     */
    JavaRDD<Row> part(int part, int parts);
  }

  /** Embeds what was cut, as far as it has no embedding; its files say who pays for a text. */
  Result run(ChunkJob.Result cut) throws Exception {
    long foundAt = lake.embeddings().version();
    String model = settings.embeddingModel().key();
    Optional<List<StoredChunk>> few = cut.fewChunks(lake);
    if (few.isPresent()) {
      return embed(MissingTexts.few(lake, few.get(), cut.files(), model), foundAt);
    }
    Dataset<Row> missing =
        MissingTexts.of(lake, cut.chunks(lake), cut.files(), model)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return embed(missing, missing.count(), foundAt);
    } finally {
      missing.unpersist();
    }
  }

  private Result embed(List<Row> missing, long foundAt) throws Exception {
    return embed(
        (part, parts) -> {
          List<Row> texts =
              missing.stream()
                  .filter(row -> Math.floorMod(row.getString(0).hashCode(), parts) == part)
                  .toList();
          return spark.parallelize(texts, partitions(texts.size()));
        },
        missing.size(),
        foundAt);
  }

  private Result embed(Dataset<Row> missing, long count, long foundAt) throws Exception {
    return embed(
        (part, parts) ->
            MissingTexts.partitioned(
                    parts == 1 ? missing : missing.where(isIn(part, parts)),
                    partitions(count / parts))
                .javaRDD(),
        count,
        foundAt);
  }

  private int partitions(long count) {
    return MissingTexts.partitions(count, settings, spark.defaultParallelism());
  }

  private Result embed(Texts missing, long count, long foundAt) throws Exception {
    if (count == 0) {
      return Result.NONE;
    }
    landing.journal().begin(run);
    PermitsPlugin.lend(permits);
    settings.sendFiles(spark.sc());
    LongAccumulator done = spark.sc().longAccumulator("chunks embedded");
    List<EmbedOutcome> outcomes = new ArrayList<>();
    List<StoredEmbedding> few = new ArrayList<>();
    long newAt = foundAt;
    long commit = config.number(Options.COMMIT_CHUNKS);
    int parts = (int) ((count + commit - 1) / commit);
    try (ProgressWatch watch = new ProgressWatch(progress, "embed", count, "chunks", done)) {
      for (int part = 0;
          part < parts && outcomes.stream().noneMatch(EmbedOutcome::isFatal);
          part++) {
        outcomes.addAll(send(missing.part(part, parts), waves, done));
        EmbeddingLanding.Landed landed =
            count <= ChunkJob.FEW
                ? landing.landFew(run.run(), waves, newAt)
                : landing.land(run.run(), waves, newAt);
        few.addAll(landed.few());
        receipt = receipt.plus(landed.receipt());
        newAt = landed.foundAt();
        waves++;
      }
    } finally {
      PermitsPlugin.withdraw();
    }
    return new Result(outcomes, few);
  }

  /** What the run's groups have embedded so far, by repository. */
  Receipt receipt() {
    return receipt;
  }

  /** What the calls so far have cost, at list price. */
  double costUsd() {
    return receipt.tokens() * settings.usdPerMillionTokens() / 1e6;
  }

  /** What was sent so far; nothing by a model of our own, which asks nobody. */
  AccountPermits.Spent spent() {
    return permits.spent();
  }

  /** Tokens of calls so far that were sent and got no sound answer. */
  long unansweredTokens() {
    return settings.isLocal() ? 0 : Math.max(0, permits.spent().tokens() - receipt.tokens());
  }

  /** Whether no later group can embed: the money is spent, or the service is down. */
  boolean hasGivenUp() {
    return permits.hasGivenUp();
  }

  private static Column isIn(int part, int parts) {
    return functions
        .pmod(functions.hash(functions.col("chunk_hash")), functions.lit(parts))
        .equalTo(part);
  }

  private List<EmbedOutcome> send(JavaRDD<Row> texts, int wave, LongAccumulator done) {
    SecretMode secrets = SecretPolicy.of(config);
    return texts
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
