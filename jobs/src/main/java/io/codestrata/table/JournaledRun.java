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
    List<Receipt> receipts) {

  JournaledRun with(List<Receipt> landed) {
    return new JournaledRun(
        run, startedAtMillis, provider, model, usdPerMillionTokens, chunking, version, landed);
  }

  /** All that its landed waves have spent. */
  public Receipt receipt() {
    return receipts.stream().reduce(Receipt.NONE, Receipt::plus);
  }

  /** The row in {@code runs} of a run that was killed: what it spent, since the rest never was. */
  public Run killed() {
    Receipt receipt = receipt();
    return new Run(
        run,
        Instant.ofEpochMilli(startedAtMillis),
        0,
        0,
        0,
        0,
        0,
        0,
        receipt.texts(),
        0,
        receipt.tokens(),
        receipt.tokens() * usdPerMillionTokens / 1e6,
        0,
        new Run.StageSeconds(0, 0, 0, 0, 0, 0),
        chunking,
        model,
        version,
        0,
        Cost.of(provider, model, usdPerMillionTokens, receipt));
  }
}
