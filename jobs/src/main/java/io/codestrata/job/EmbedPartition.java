package io.codestrata.job;

import io.codestrata.embed.BatchPacker;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.TextSize;
import io.codestrata.secrets.OutgoingText;
import io.codestrata.secrets.SecretMode;
import io.codestrata.table.EmbeddingJournal;
import io.codestrata.table.FailureKind;
import io.codestrata.vector.Quantizer;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/**
 * The body of the embed stage: packs a partition's texts into batches as they come and keeps
 * several calls in flight. What is answered goes to the journal, so that only what there is to say
 * of texts comes back. An attempt after a failed one skips what that one has written.
 */
final class EmbedPartition implements FlatMapFunction<Iterator<Row>, EmbedOutcome> {
  private static final long serialVersionUID = 1L;

  /** Texts held to fill batches from, in batches. */
  static final int LOOK_AHEAD = 8;

  /** Columns of the rows, in this order. */
  static final String[] COLUMNS = {
    "chunk_hash", "language", "breadcrumb", "signature", "text", "start_line", "repository"
  };

  private final EmbedderSettings settings;
  private final SecretMode secrets;
  private final EmbeddingJournal journal;
  private final String run;
  private final int wave;
  private final int inFlight;
  private final LongAccumulator done;

  /**
   * @param inFlight calls at a time
   * @param done counts texts, for the progress
   */
  EmbedPartition(
      EmbedderSettings settings,
      SecretMode secrets,
      EmbeddingJournal journal,
      String run,
      int wave,
      int inFlight,
      LongAccumulator done) {
    this.settings = settings;
    this.secrets = secrets;
    this.journal = journal;
    this.run = run;
    this.wave = wave;
    this.inFlight = inFlight;
    this.done = done;
  }

  @Override
  public Iterator<EmbedOutcome> call(Iterator<Row> rows) throws Exception {
    if (!rows.hasNext()) {
      return List.<EmbedOutcome>of().iterator();
    }
    int partition = TaskContext.getPartitionId();
    PermitsPlugin.awaitTurn(run + "/" + wave + "/" + partition);
    Set<String> written = journal.done(run, wave, partition);
    try (Embedder embedder = settings.open(PermitsPlugin.borrowed());
        EmbedCalls calls =
            new EmbedCalls(
                embedder,
                settings.embeddingModel().key(),
                entries -> journal.append(run, wave, partition, entries),
                // Components of quantised types are of any length; what is kept is of length one.
                settings.dataType().equals("float") ? vector -> vector : Quantizer::unit,
                done::add,
                inFlight)) {
      Iterator<OutgoingChunk> chunks = new OutgoingChunks(rows, written, secrets, calls);
      Iterator<List<OutgoingChunk>> batches =
          new BatchPacker(embedder.limits())
              .pack(
                  chunks,
                  LOOK_AHEAD * embedder.limits().maxTexts(),
                  chunk -> TextSize.of(chunk.language(), chunk.text(), embedder));
      while (batches.hasNext()) {
        calls.send(batches.next());
      }
      return calls.outcomes().iterator();
    } catch (EmbeddingException e) {
      // The embedder does not even open.
      return List.of(
              new EmbedOutcome("", EmbedOutcome.Effect.FATAL, FailureKind.SERVICE, e.getMessage()))
          .iterator();
    }
  }

  /** The row's text as it may be sent. */
  static OutgoingText outgoing(Row row, SecretMode secrets) {
    return OutgoingText.of(
        secrets,
        row.getString(1),
        row.getString(2),
        row.isNullAt(3) ? "" : row.getString(3),
        row.getString(4),
        row.getInt(5));
  }

  /** A chunk on its way out. */
  record OutgoingChunk(String chunkHash, String language, String repository, String text) {}

  /** The rows that are to be sent, without their secrets. */
  private static final class OutgoingChunks implements Iterator<OutgoingChunk> {
    private final Iterator<Row> rows;
    private final Set<String> written;
    private final SecretMode secrets;
    private final EmbedCalls calls;
    private OutgoingChunk next;

    OutgoingChunks(Iterator<Row> rows, Set<String> written, SecretMode secrets, EmbedCalls calls) {
      this.rows = rows;
      this.written = written;
      this.secrets = secrets;
      this.calls = calls;
    }

    @Override
    public boolean hasNext() {
      while (next == null && rows.hasNext()) {
        Row row = rows.next();
        String chunkHash = row.getString(0);
        if (written.contains(chunkHash)) {
          continue;
        }
        OutgoingText outgoing = outgoing(row, secrets);
        if (!outgoing.notes().isEmpty()) {
          calls.say(
              new EmbedOutcome(
                  chunkHash,
                  outgoing.isSent() ? EmbedOutcome.Effect.NOTED : EmbedOutcome.Effect.LOST,
                  FailureKind.INPUT,
                  outgoing.reason()));
        }
        if (outgoing.isSent()) {
          next = new OutgoingChunk(chunkHash, row.getString(1), row.getString(6), outgoing.text());
        }
      }
      return next != null;
    }

    @Override
    public OutgoingChunk next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      OutgoingChunk chunk = next;
      next = null;
      return chunk;
    }
  }

  /** Writes what one call brought. */
  @FunctionalInterface
  interface Writer {
    void write(List<EmbeddingJournal.Entry> entries) throws IOException;
  }
}
