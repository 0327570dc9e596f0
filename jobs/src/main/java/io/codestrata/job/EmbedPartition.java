package io.codestrata.job;

import io.codestrata.chunk.Chunk;
import io.codestrata.embed.BatchPacker;
import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.TextSize;
import io.codestrata.table.FailureKind;
import io.codestrata.table.StoredEmbedding;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * The body of the embed stage: packs a partition's texts into batches and embeds each. A batch that
 * is refused is halved until the refused text stands alone. Partitions are small, so their texts
 * are held together.
 */
final class EmbedPartition implements FlatMapFunction<Iterator<Row>, EmbedOutcome> {
  private static final long serialVersionUID = 1L;

  private final EmbedderSettings settings;
  private final String model;
  private final LongAccumulator done;

  EmbedPartition(EmbedderSettings settings, String model, LongAccumulator done) {
    this.settings = settings;
    this.model = model;
    this.done = done;
  }

  /** A text and its hash. */
  private record Text(String chunkHash, String text) {}

  @Override
  public Iterator<EmbedOutcome> call(Iterator<Row> rows) {
    List<Text> texts = new ArrayList<>();
    rows.forEachRemaining(
        row ->
            texts.add(
                new Text(
                    row.getString(0),
                    Chunk.embeddedText(
                        row.getString(1),
                        row.isNullAt(2) ? "" : row.getString(2),
                        row.getString(3)))));
    if (texts.isEmpty()) {
      return List.<EmbedOutcome>of().iterator();
    }
    List<EmbedOutcome> outcomes = new ArrayList<>();
    try (Embedder embedder = settings.open()) {
      for (List<Text> batch :
          new BatchPacker(embedder.limits())
              .pack(texts, text -> TextSize.of("", text.text(), embedder))) {
        embed(batch, embedder, outcomes);
        done.add(batch.size());
        if (outcomes.get(outcomes.size() - 1).fatal()) {
          break;
        }
      }
    } catch (EmbeddingException e) {
      lose(texts, e, outcomes);
    }
    return outcomes.iterator();
  }

  private void embed(List<Text> batch, Embedder embedder, List<EmbedOutcome> outcomes) {
    try {
      EmbeddedBatch embedded = embedder.embedDocuments(batch.stream().map(Text::text).toList());
      for (int i = 0; i < batch.size(); i++) {
        // The provider counts a batch; each text bears an equal part, the first one the rest.
        long share = embedded.tokens() / batch.size();
        long rest = i == 0 ? embedded.tokens() % batch.size() : 0;
        outcomes.add(
            EmbedOutcome.done(
                new StoredEmbedding(
                    batch.get(i).chunkHash(), model, share + rest, embedded.vectors().get(i))));
      }
    } catch (EmbeddingException e) {
      if (e.kind() == EmbeddingException.Kind.INPUT && batch.size() > 1) {
        int half = batch.size() / 2;
        embed(batch.subList(0, half), embedder, outcomes);
        embed(batch.subList(half, batch.size()), embedder, outcomes);
      } else {
        lose(batch, e, outcomes);
      }
    }
  }

  private void lose(List<Text> batch, EmbeddingException e, List<EmbedOutcome> outcomes) {
    FailureKind kind =
        e.kind() == EmbeddingException.Kind.INPUT ? FailureKind.INPUT : FailureKind.SERVICE;
    boolean fatal = e.kind() == EmbeddingException.Kind.FATAL;
    for (Text text : batch) {
      outcomes.add(EmbedOutcome.lost(text.chunkHash(), model, kind, fatal, e.getMessage()));
    }
  }
}
