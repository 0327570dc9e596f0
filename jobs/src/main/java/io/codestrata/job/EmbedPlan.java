package io.codestrata.job;

import io.codestrata.embed.BatchPacker;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.RateBudget;
import io.codestrata.embed.TextSize;
import io.codestrata.secrets.OutgoingText;
import io.codestrata.secrets.SecretMode;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the embed stage would send.
 *
 * @param texts to embed
 * @param tokens as counted before sending
 * @param calls batches of them
 * @param usd at list price
 * @param secondsAtLimit what the account's limits alone make of it, if nothing else is slower
 */
public record EmbedPlan(long texts, long tokens, long calls, double usd, double secondsAtLimit) {
  private static final double MINUTE_SECONDS = 60;

  /** A part of the texts. */
  private record Part(long texts, long tokens, long calls) implements Serializable {
    Part plus(Part other) {
      return new Part(texts + other.texts, tokens + other.tokens, calls + other.calls);
    }
  }

  /**
   * Plans.
   *
   * @param missing rows of {@link EmbedPartition#COLUMNS}
   */
  static EmbedPlan of(
      Dataset<Row> missing,
      EmbedderSettings settings,
      SecretMode secrets,
      RateBudget.Limits limits) {
    int parallelism = missing.sparkSession().sparkContext().defaultParallelism();
    Part all =
        MissingTexts.partitioned(
                missing, MissingTexts.partitions(missing.count(), settings, parallelism))
            .javaRDD()
            .mapPartitions(rows -> List.of(part(rows, settings, secrets)).iterator())
            .fold(new Part(0, 0, 0), Part::plus);
    return new EmbedPlan(
        all.texts(),
        all.tokens(),
        all.calls(),
        all.tokens() * settings.usdPerMillionTokens() / 1e6,
        settings.isLocal() ? 0 : seconds(all, limits));
  }

  private static Part part(Iterator<Row> rows, EmbedderSettings settings, SecretMode secrets)
      throws Exception {
    long texts = 0;
    long tokens = 0;
    long calls = 0;
    try (Embedder embedder = settings.open(PermitsPlugin.borrowed())) {
      BatchPacker packer = new BatchPacker(embedder.limits());
      Iterator<List<TextSize>> batches =
          packer.pack(
              new SizeIterator(rows, embedder, secrets),
              EmbedPartition.LOOK_AHEAD * embedder.limits().maxTexts(),
              size -> size);
      while (batches.hasNext()) {
        List<TextSize> batch = batches.next();
        texts += batch.size();
        tokens += batch.stream().mapToLong(TextSize::tokens).sum();
        calls++;
      }
    }
    return new Part(texts, tokens, calls);
  }

  private static double seconds(Part all, RateBudget.Limits limits) {
    double seconds = 0;
    seconds = Math.max(seconds, over(all.calls(), limits.requestsPerMinute()) * MINUTE_SECONDS);
    seconds = Math.max(seconds, over(all.tokens(), limits.tokensPerMinute()) * MINUTE_SECONDS);
    seconds = Math.max(seconds, over(all.calls(), limits.requestsPerSecond()));
    return Math.max(seconds, over(all.tokens(), limits.tokensPerSecond()));
  }

  private static double over(long amount, long limit) {
    return limit == 0 ? 0 : (double) amount / limit;
  }

  /** What each text would take of a call. */
  private record SizeIterator(Iterator<Row> rows, Embedder embedder, SecretMode secrets)
      implements Iterator<TextSize> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public TextSize next() {
      Row row = rows.next();
      OutgoingText outgoing = EmbedPartition.outgoing(row, secrets);
      return TextSize.of(row.getString(1), outgoing.text(), embedder);
    }
  }
}
