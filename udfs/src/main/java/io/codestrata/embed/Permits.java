package io.codestrata.embed;

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
   * How the try of a permit ended; told once for each permit, also for one never used.
   *
   * @param billedTokens what the service counted, or what it may have counted where no answer came;
   *     zero where it counted nothing
   * @param retryAfter the least wait that the service asked for, else zero
   */
  void sent(Permit permit, Outcome outcome, long billedTokens, Duration retryAfter);

  /**
   * @param id the giver's own
   * @param nanosToWait before sending
   */
  record Permit(long id, long nanosToWait) {}

  /** How a try ended. */
  enum Outcome {
    /** With vectors. */
    ANSWERED,
    /** The service refused the input, the key or the address. */
    REFUSED,
    /** The service said that the limit is reached. */
    LIMITED,
    /**
     * No answer, a broken one, a failure of the service, or the try was given up before sending.
     */
    FAILED
  }
}
