package io.codestrata.job;

import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.job.EmbedPartition.OutgoingChunk;
import io.codestrata.table.EmbeddingJournal;
import io.codestrata.table.FailureKind;
import io.codestrata.table.StoredEmbedding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * The calls of one task: a few at a time, so that latency does not set the pace, and no more, so
 * that the heap holds no more. A batch that is refused is halved until the refused text stands
 * alone.
 */
final class EmbedCalls implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Embedder embedder;
  private final String model;
  private final EmbedPartition.Writer journal;
  private final UnaryOperator<float[]> shape;
  private final LongConsumer done;
  private final int inFlight;
  private final Semaphore free;
  private final ExecutorService threads = Executors.newCachedThreadPool(JobThreads::daemon);
  private final List<EmbedOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<EmbeddingException> end = new AtomicReference<>();
  private final AtomicReference<Throwable> broken = new AtomicReference<>();

  /**
   * @param model key of the embedding model
   * @param journal written before a call counts as done
   * @param shape makes what is kept of what the provider sends
   * @param done told of texts
   */
  EmbedCalls(
      Embedder embedder,
      String model,
      EmbedPartition.Writer journal,
      UnaryOperator<float[]> shape,
      LongConsumer done,
      int inFlight) {
    this.embedder = embedder;
    this.model = model;
    this.journal = journal;
    this.shape = shape;
    this.done = done;
    this.inFlight = inFlight;
    this.free = new Semaphore(inFlight);
  }

  void say(EmbedOutcome outcome) {
    outcomes.add(outcome);
  }

  /** Sends a batch, once a call is free; where no call can succeed any more, loses it. */
  void send(List<OutgoingChunk> batch) throws InterruptedException {
    free.acquire();
    // Asked for only now: a call that ended everything may be the one that was waited for.
    EmbeddingException over = end.get();
    if (over != null) {
      free.release();
      lose(batch, over);
      return;
    }
    // What cannot be written must not be paid for.
    throwIfBroken();
    threads.execute(
        () -> {
          try {
            embed(batch);
          } catch (RuntimeException | Error e) {
            // Without it, texts would count as embedded that are not.
            broken.compareAndSet(null, e);
          } finally {
            free.release();
          }
        });
  }

  /** What there is to say, once all calls have ended. */
  List<EmbedOutcome> outcomes() throws InterruptedException {
    free.acquire(inFlight);
    throwIfBroken();
    return List.copyOf(outcomes);
  }

  private void throwIfBroken() {
    Throwable failure = broken.get();
    if (failure != null) {
      throw new IllegalStateException(failure.getMessage(), failure);
    }
  }

  private void embed(List<OutgoingChunk> batch) {
    try {
      EmbeddedBatch embedded =
          embedder.embedDocuments(batch.stream().map(OutgoingChunk::text).toList());
      journal.write(entries(batch, embedded));
      done.accept(batch.size());
    } catch (EmbeddingException e) {
      if (e.kind() == EmbeddingException.Kind.INPUT && batch.size() > 1) {
        int half = batch.size() / 2;
        embed(batch.subList(0, half));
        embed(batch.subList(half, batch.size()));
        return;
      }
      if (e.kind() == EmbeddingException.Kind.FATAL
          || e.kind() == EmbeddingException.Kind.STOPPED) {
        end.compareAndSet(null, e);
      }
      lose(batch, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<EmbeddingJournal.Entry> entries(List<OutgoingChunk> batch, EmbeddedBatch embedded) {
    // The provider counts a batch; each text bears its part by length, the first one the rest.
    long length = batch.stream().mapToLong(chunk -> chunk.text().length()).sum();
    List<EmbeddingJournal.Entry> entries = new ArrayList<>();
    long rest = embedded.tokens();
    for (int i = batch.size() - 1; i >= 0; i--) {
      OutgoingChunk chunk = batch.get(i);
      long tokens = i == 0 ? rest : embedded.tokens() * chunk.text().length() / length;
      rest -= tokens;
      entries.add(
          new EmbeddingJournal.Entry(
              chunk.repository(),
              new StoredEmbedding(
                  chunk.chunkHash(), model, tokens, shape.apply(embedded.vectors().get(i)))));
    }
    return entries;
  }

  private void lose(List<OutgoingChunk> batch, EmbeddingException e) {
    FailureKind kind =
        e.kind() == EmbeddingException.Kind.INPUT ? FailureKind.INPUT : FailureKind.SERVICE;
    EmbedOutcome.Effect effect =
        e.kind() == EmbeddingException.Kind.FATAL
            ? EmbedOutcome.Effect.FATAL
            : EmbedOutcome.Effect.LOST;
    for (OutgoingChunk chunk : batch) {
      outcomes.add(new EmbedOutcome(chunk.chunkHash(), effect, kind, e.getMessage()));
    }
    done.accept(batch.size());
  }

  /** Ends what is still in flight. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(JobErrors.callsDoNotEnd());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
