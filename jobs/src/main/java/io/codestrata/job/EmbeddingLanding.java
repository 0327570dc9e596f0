package io.codestrata.job;

import io.codestrata.table.EmbeddingJournal;
import io.codestrata.table.JournaledRun;
import io.codestrata.table.Lake;
import io.codestrata.table.Receipt;
import java.io.IOException;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Brings the journal's embeddings into {@code embeddings}. Every step may be done again: rows that
 * are there already stay, a receipt that was given stays, and files go last.
 */
record EmbeddingLanding(
    JavaSparkContext spark, Lake lake, EmbeddingJournal journal, LakeLock lock) {

  /** Lands one wave of a run, and says what it holds. */
  Receipt land(String run, int wave) throws Exception {
    return lock.during(() -> landLocked(run, wave));
  }

  private Receipt landLocked(String run, int wave) throws IOException {
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
                  .dropDuplicates("chunk_hash", "model"));
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
        texts += land(run, wave).texts();
      }
      Optional<JournaledRun> killed = journal.run(run);
      if (killed.isPresent() && !killed.get().receipts().isEmpty()) {
        lock.during(
            () -> {
              lake.runs().killed(killed.get());
              return null;
            });
      }
      journal.forget(run);
      living.release();
    }
    return texts;
  }
}
