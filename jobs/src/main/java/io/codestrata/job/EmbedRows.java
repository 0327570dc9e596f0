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
 * are full; a text that stands there twice is sent once, and one that this JVM has embedded lately,
 * or that the index has, not at all.
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
  private final KnownVectors known;
  private final Queue<InternalRow> ready = new ArrayDeque<>();

  private EmbedRows(
      OfPartition plan, Embedder embedder, KnownVectors known, Iterator<InternalRow> rows) {
    this.embedding = plan.embedding;
    this.embedder = embedder;
    this.rows = rows;
    this.texts = UnsafeProjection.create(plan.texts, plan.input);
    this.columns = plan.texts.size();
    this.joined =
        UnsafeProjection.create(SqlFunction.<Expression>widened(plan.output), plan.output);
    this.window = Math.min(MOST_ROWS, embedder.limits().maxTexts() * embedding.inFlight());
    this.recent = RecentVectors.of(embedding.settings());
    this.known = known;
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
    Map<String, String> missing = new LinkedHashMap<>(wanted);
    for (String hash : wanted.keySet()) {
      float[] vector = recent.get(hash);
      if (vector != null) {
        vectors.put(hash, vector);
      }
    }
    missing.keySet().removeAll(vectors.keySet());
    keep(known.of(missing.keySet()), vectors);
    missing.keySet().removeAll(vectors.keySet());
    List<OutgoingChunk> outgoing = outgoing(missing);
    if (!outgoing.isEmpty()) {
      keep(embed(outgoing), vectors);
    }
    return vectors;
  }

  private void keep(Map<String, float[]> found, Map<String, float[]> vectors) {
    found.forEach(recent::put);
    vectors.putAll(found);
  }

  private List<OutgoingChunk> outgoing(Map<String, String> missing) {
    List<OutgoingChunk> outgoing = new ArrayList<>();
    missing.forEach(
        (hash, whole) -> {
          OutgoingText text = OutgoingText.of(embedding.secrets(), "", "", "", whole, 1);
          if (text.isSent()) {
            outgoing.add(new OutgoingChunk(hash, "", "", text.text()));
          }
        });
    return outgoing;
  }

  private Map<String, float[]> embed(List<OutgoingChunk> outgoing) {
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
              .pack(outgoing, chunk -> TextSize.of(chunk.language(), chunk.text(), embedder))) {
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

  /** Opens the embedder and the index with the partition and closes them with the task. */
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
      KnownVectors known =
          new KnownVectors(embedding.index(), embedding.settings().embeddingModel().key());
      TaskCompletionListener closing =
          context -> {
            known.close();
            embedder.close();
          };
      TaskContext.get().addTaskCompletionListener(closing);
      return new EmbedRows(this, embedder, known, rows);
    }
  }
}
