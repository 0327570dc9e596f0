package io.codestrata.table;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;
import java.util.List;

/**
 * What a run notes in the journal before it spends anything, so that a run that was killed can be
 * accounted for.
 *
 * @param run its id
 * @param startedAtMillis since 1970
 * @param provider of its embeddings
 * @param model key of the embedding model
 * @param usdPerMillionTokens list price at the time
 * @param chunking the chunker's fingerprint
 * @param version of Codestrata
 * @param receipts of the waves that have landed
 * @param trace see {@link Run}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record JournaledRun(
    String run,
    long startedAtMillis,
    String provider,
    String model,
    double usdPerMillionTokens,
    String chunking,
    String version,
    List<Receipt> receipts,
    String trace) {

  /** What an older version noted has no trace. */
  public JournaledRun {
    trace = trace == null ? "" : trace;
  }

  JournaledRun with(List<Receipt> landed) {
    return new JournaledRun(
        run,
        startedAtMillis,
        provider,
        model,
        usdPerMillionTokens,
        chunking,
        version,
        landed,
        trace);
  }

  /** All that its landed waves have spent. */
  public Receipt receipt() {
    return receipts.stream().reduce(Receipt.NONE, Receipt::plus);
  }

  /**
   * The row in {@code runs} of a run that was killed before its first group was published: what it
   * spent, since the rest never was.
   */
  Run row() {
    Instant startedAt = Instant.ofEpochMilli(startedAtMillis);
    return row(
        new Run(
            run,
            startedAt,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            new Run.StageSeconds(0, 0, 0, 0, 0, 0),
            chunking,
            model,
            version,
            0,
            List.of(),
            0,
            Run.State.RUNNING,
            0,
            startedAt,
            trace,
            List.of()));
  }

  /** The same of one that was killed later, from the row it had by then. */
  Run row(Run last) {
    Receipt receipt = receipt();
    return new Run(
        run,
        last.startedAt(),
        last.repositories(),
        last.filesTotal(),
        last.filesChanged(),
        last.filesSkipped(),
        last.chunksTotal(),
        last.chunksNew(),
        receipt.texts(),
        last.chunksRemoved(),
        receipt.tokens(),
        receipt.tokens() * usdPerMillionTokens / 1e6,
        last.failures(),
        last.seconds(),
        chunking,
        model,
        version,
        last.tokensUnanswered(),
        Cost.of(provider, model, usdPerMillionTokens, receipt),
        last.filesRead(),
        Run.State.KILLED,
        last.repositoriesLeft(),
        last.updatedAt(),
        trace,
        last.slowest());
  }
}
