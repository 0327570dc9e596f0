package io.codestrata.job;

import io.codestrata.table.EmbeddingJournal;
import io.codestrata.table.JournaledRun;
import io.codestrata.table.Lake;
import io.codestrata.table.Receipt;
import io.codestrata.table.StoredEmbedding;
import java.io.IOException;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Brings the journal's embeddings into {@code embeddings}. Every step may be done again: rows that
 * are there already stay, a receipt that was given stays, and files go last.
 */
record EmbeddingLanding(
    JavaSparkContext spark, Lake lake, EmbeddingJournal journal, LakeLock lock) {

  /** A version that no table is at. */
  private static final long NO_VERSION = -2;

  /**
   * A wave that has landed.
   *
   * @param receipt what it holds
   * @param few its embeddings, where they are few; else none
   * @param foundAt version of {@code embeddings} at which the run's later texts have none
   */
  record Landed(Receipt receipt, List<StoredEmbedding> few, long foundAt) {}

  /**
   * Lands one wave of a run.
   *
   * @param foundAt version of {@code embeddings} at which its texts had none
   */
  Landed land(String run, int wave, long foundAt) throws Exception {
    return lock.during(
        () -> {
          boolean moved = lake.embeddings().version() != foundAt;
          Receipt receipt = landLocked(run, wave, foundAt);
          return new Landed(receipt, List.of(), moved ? NO_VERSION : lake.embeddings().version());
        });
  }

  /** The same of a wave that the driver can hold, and lands by itself. */
  Landed landFew(String run, int wave, long foundAt) throws Exception {
    Map<String, StoredEmbedding> byText = new LinkedHashMap<>();
    Receipt receipt = Receipt.NONE;
    for (String file : journal.files(run, wave)) {
      for (EmbeddingJournal.Entry entry : journal.read(file)) {
        receipt = receipt.plus(Receipt.of(entry.repository(), entry.embedding().tokens()));
        byText.putIfAbsent(entry.embedding().chunkHash(), entry.embedding());
      }
    }
    List<StoredEmbedding> few = List.copyOf(byText.values());
    Receipt paid = receipt;
    return lock.during(
        () -> {
          boolean moved = lake.embeddings().version() != foundAt;
          if (!few.isEmpty()) {
            lake.embeddings().insertNew(few, foundAt);
          }
          journal.landed(run, wave, paid);
          return new Landed(paid, few, moved ? NO_VERSION : lake.embeddings().version());
        });
  }

  private Receipt landLocked(String run, int wave, long foundAt) throws IOException {
    List<String> files = journal.files(run, wave);
    Receipt receipt = Receipt.NONE;
    if (!files.isEmpty()) {
      EmbeddingJournal source = journal;
      JavaRDD<EmbeddingJournal.Entry> entries =
          spark
              .parallelize(files, Math.min(files.size(), 4 * spark.defaultParallelism()))
              .flatMap(file -> source.read(file).iterator());
      lake.embeddings()
          .insertNew(
              lake.embeddings()
                  .rows(entries.map(EmbeddingJournal.Entry::embedding))
                  .dropDuplicates("chunk_hash", "model"),
              foundAt);
      receipt =
          entries
              .map(entry -> Receipt.of(entry.repository(), entry.embedding().tokens()))
              .fold(Receipt.NONE, Receipt::plus);
    }
    journal.landed(run, wave, receipt);
    return receipt;
  }

  /**
   * Lands what runs that were killed have paid for, and gives each its row in {@code runs}.
   *
   * @param connection of the driver's, to tell a run that is killed from one at work
   * @return texts that need not be paid for again
   */
  long recover(Connection connection) throws Exception {
    long texts = 0;
    for (String run : journal.runs()) {
      NamedLock living = new NamedLock(connection, NamedLock.RUN, run);
      if (!living.tryTake()) {
        continue;
      }
      for (int wave : journal.waves(run)) {
        texts += land(run, wave, NO_VERSION).receipt().texts();
      }
      Optional<JournaledRun> killed = journal.run(run);
      if (killed.isPresent() && !killed.get().receipts().isEmpty()) {
        lock.commit(() -> lake.runs().killed(killed.get()));
      }
      journal.forget(run);
      living.release();
    }
    return texts;
  }
}
