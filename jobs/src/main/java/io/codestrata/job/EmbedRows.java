package io.codestrata.job;

import io.codestrata.embed.BatchPacker;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.TextSize;
import io.codestrata.job.EmbedPartition.OutgoingChunk;
import io.codestrata.merkle.ContentHash;
import io.codestrata.secrets.OutgoingText;
import io.codestrata.sql.SqlFunction;
import io.codestrata.table.FailureKind;
import io.codestrata.vector.Quantizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;

/**
 * A partition's rows with their vectors, in order. So many rows are held that all calls of a task
 * are full; a text that stands there twice, or that this JVM has embedded lately, is sent once.
 */
final class EmbedRows implements Iterator<InternalRow> {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedRows.class);

  /** Rows held at most, whatever calls could carry. */
  private static final int MOST_ROWS = 4_096;

  private final SqlEmbedding.ForTask embedding;
  private final Embedder embedder;
  private final Iterator<InternalRow> rows;
  private final UnsafeProjection texts;
  private final int columns;
  private final UnsafeProjection joined;
  private final int window;
  private final RecentVectors recent;
  private final Queue<InternalRow> ready = new ArrayDeque<>();

  private EmbedRows(OfPartition plan, Embedder embedder, Iterator<InternalRow> rows) {
    this.embedding = plan.embedding;
    this.embedder = embedder;
    this.rows = rows;
    this.texts = UnsafeProjection.create(plan.texts, plan.input);
    this.columns = plan.texts.size();
    this.joined =
        UnsafeProjection.create(SqlFunction.<Expression>widened(plan.output), plan.output);
    this.window = Math.min(MOST_ROWS, embedder.limits().maxTexts() * embedding.inFlight());
    this.recent = RecentVectors.of(embedding.settings());
  }

  @Override
  public boolean hasNext() {
    if (ready.isEmpty() && rows.hasNext()) {
      fill();
    }
    return !ready.isEmpty();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return joined.apply(ready.remove());
  }

  private void fill() {
    List<InternalRow> held = new ArrayList<>();
    List<String[]> hashes = new ArrayList<>();
    Map<String, String> wanted = new LinkedHashMap<>();
    while (held.size() < window && rows.hasNext()) {
      InternalRow row = rows.next().copy();
      held.add(row);
      InternalRow values = texts.apply(row);
      String[] own = new String[columns];
      for (int i = 0; i < columns; i++) {
        String text = values.isNullAt(i) ? "" : values.getUTF8String(i).toString();
        if (!text.isBlank()) {
          own[i] = ContentHash.ofText(text);
          wanted.putIfAbsent(own[i], text);
        }
      }
      hashes.add(own);
    }
    Map<String, float[]> vectors = vectors(wanted);
    for (int i = 0; i < held.size(); i++) {
      ready.add(new JoinedRow(held.get(i), row(hashes.get(i), vectors)));
    }
  }

  private static InternalRow row(String[] hashes, Map<String, float[]> vectors) {
    Object[] values = new Object[hashes.length];
    for (int i = 0; i < hashes.length; i++) {
      float[] vector = hashes[i] == null ? null : vectors.get(hashes[i]);
      values[i] = vector == null ? null : UnsafeArrayData.fromPrimitiveArray(vector);
    }
    return new GenericInternalRow(values);
  }

  private Map<String, float[]> vectors(Map<String, String> wanted) {
    Map<String, float[]> vectors = new HashMap<>();
    List<OutgoingChunk> missing = new ArrayList<>();
    wanted.forEach(
        (hash, text) -> {
          float[] known = recent.get(hash);
          if (known == null) {
            OutgoingText outgoing = OutgoingText.of(embedding.secrets(), "", "", "", text, 1);
            if (outgoing.isSent()) {
              missing.add(new OutgoingChunk(hash, "", "", outgoing.text()));
            }
          } else {
            vectors.put(hash, known);
          }
        });
    if (!missing.isEmpty()) {
      embed(missing)
          .forEach(
              (hash, vector) -> {
                recent.put(hash, vector);
                vectors.put(hash, vector);
              });
    }
    return vectors;
  }

  private Map<String, float[]> embed(List<OutgoingChunk> missing) {
    Map<String, float[]> vectors = new ConcurrentHashMap<>();
    try (EmbedCalls calls =
        new EmbedCalls(
            embedder,
            embedding.settings().embeddingModel().key(),
            entries ->
                entries.forEach(
                    entry ->
                        vectors.put(entry.embedding().chunkHash(), entry.embedding().vector())),
            embedding.settings().dataType().equals("float") ? vector -> vector : Quantizer::unit,
            done -> {},
            embedding.inFlight())) {
      for (List<OutgoingChunk> batch :
          new BatchPacker(embedder.limits())
              .pack(missing, chunk -> TextSize.of(chunk.language(), chunk.text(), embedder))) {
        calls.send(batch);
      }
      check(calls.outcomes());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(JobErrors.oneLine(e), e);
    }
    return vectors;
  }

  /** A text that the provider refuses is null; where it answers nothing, the query fails. */
  private static void check(List<EmbedOutcome> outcomes) {
    for (EmbedOutcome outcome : outcomes) {
      if (outcome.isFatal() || outcome.kind() != FailureKind.INPUT) {
        throw new IllegalStateException(outcome.reason());
      }
      LOG.warn("embed gives null for a text: {}", outcome.reason());
    }
  }

  /** Opens the embedder with the partition and closes it with the task. */
  static final class OfPartition implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    private static final long serialVersionUID = 1L;

    private final SqlEmbedding.ForTask embedding;
    private final Seq<Expression> texts;
    private final Seq<Attribute> input;
    private final Seq<Attribute> output;

    OfPartition(
        SqlEmbedding.ForTask embedding,
        Seq<Expression> texts,
        Seq<Attribute> input,
        Seq<Attribute> output) {
      this.embedding = embedding;
      this.texts = texts;
      this.input = input;
      this.output = output;
    }

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) throws EmbeddingException {
      if (!rows.hasNext()) {
        return rows;
      }
      Embedder embedder = embedding.settings().open(PermitsPlugin.borrowed());
      TaskCompletionListener closing = context -> embedder.close();
      TaskContext.get().addTaskCompletionListener(closing);
      return new EmbedRows(this, embedder, rows);
    }
  }
}
