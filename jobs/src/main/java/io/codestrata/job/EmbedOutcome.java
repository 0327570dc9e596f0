package io.codestrata.job;

import io.codestrata.table.FailureKind;
import io.codestrata.table.StoredEmbedding;
import java.io.Serializable;
import java.util.Optional;

/**
 * What became of one text.
 *
 * @param embedding its embedding; its vector is empty where the text was lost
 * @param kind whose fault it is, {@code INTERNAL} where nothing is lost
 * @param fatal whether no call of this run can succeed (the key is wrong)
 * @param reason why it was lost, else empty
 */
record EmbedOutcome(StoredEmbedding embedding, FailureKind kind, boolean fatal, String reason)
    implements Serializable {

  static EmbedOutcome done(StoredEmbedding embedding) {
    return new EmbedOutcome(embedding, FailureKind.INTERNAL, false, "");
  }

  static EmbedOutcome lost(
      String chunkHash, String model, FailureKind kind, boolean fatal, String reason) {
    return new EmbedOutcome(
        new StoredEmbedding(chunkHash, model, 0, new float[0]), kind, fatal, reason);
  }

  boolean embedded() {
    return reason.isEmpty();
  }

  /** The failure without the text, where there is one. */
  Optional<EmbedOutcome> failure() {
    return embedded() ? Optional.empty() : Optional.of(this);
  }
}
