package io.codestrata.embed;

import java.io.Serializable;
import java.time.Duration;

/** Permission to send, from whoever guards the account's limits. Thread-safe. */
public interface Permits {

  /**
   * A permit for one try of so many tokens. Blocks nowhere: says how long to wait.
   *
   * @param tokens as counted before sending
   * @throws EmbeddingException where nothing may be sent any more, such as a spent sum of money or
   *     an open circuit
   */
  Permit ask(long tokens) throws EmbeddingException;

  /**
   * How the try of a permit ended; told once for each that was granted, also for one never used.
   *
   * @param billedTokens what the service counted, or what it may have counted where no answer came;
   *     zero where it counted nothing
   * @param retryAfter the least wait that the service asked for, else zero
   */
  void sent(Permit permit, Outcome outcome, long billedTokens, Duration retryAfter);

  /**
   * Leave to send once, or word when to ask again.
   *
   * @param id the giver's own, {@link #NONE} where nothing was granted
   * @param nanosToWait before sending, or before asking again
   * @param nanosValid how long after that it may still be used
   */
  record Permit(long id, long nanosToWait, long nanosValid) implements Serializable {
    /** No permit: to be asked for again. */
    public static final long NONE = -1;

    /** Word to ask again in a while. */
    public static Permit later(long nanos) {
      return new Permit(NONE, nanos, 0);
    }

    public boolean isGranted() {
      return id != NONE;
    }
  }

  /** How a try ended. */
  enum Outcome {
    /** With vectors. */
    ANSWERED,
    /** The service refused the input, the key or the address. */
    REFUSED,
    /** The service said that the limit is reached. */
    LIMITED,
    /** No answer, a broken one, or a failure of the service. */
    FAILED,
    /** It was not sent. */
    UNUSED
  }
}
