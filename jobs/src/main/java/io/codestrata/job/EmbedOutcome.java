package io.codestrata.job;

import io.codestrata.table.FailureKind;
import java.io.Serializable;

/**
 * What there is to say of a text: it was lost, or something of it was not sent. Of one that was
 * embedded as it is there is nothing to say.
 *
 * @param chunkHash of the text
 * @param effect on the text and on the run
 * @param kind whose fault it is
 * @param reason in one line, never with the text
 */
record EmbedOutcome(String chunkHash, Effect effect, FailureKind kind, String reason)
    implements Serializable {
  /** What became of the text, and of the others. */
  enum Effect {
    /** It was embedded; the reason is for the user to know. */
    NOTED,
    /** It was not embedded. */
    LOST,
    /** It was not embedded, and no call of this run can succeed (the key is wrong). */
    FATAL
  }

  boolean isLost() {
    return effect != Effect.NOTED;
  }

  boolean isFatal() {
    return effect == Effect.FATAL;
  }
}
