package io.codestrata.embed;

import java.io.Serializable;
import java.time.Duration;

/**
 * Permission to send, from whoever guards the account's limits. Thread-safe.
 *
 * <p>Of each try the guard hears three times: it is asked, as often as it says to wait; it is told
 * when the request has gone out, since only that says when it counts for the service; and it is
 * told how the try ended.
 */
public interface Permits {

  /**
   * A permit for one try of so many tokens. Blocks nowhere: says how long to wait before asking
   * again.
   *
   * @param tokens as counted before sending
   * @param last what was answered to the last asking for the same try, {@link Permit#FIRST} at
   *     first
   * @throws EmbeddingException where nothing may be sent any more, such as a spent sum of money or
   *     an open circuit
   */
  Permit ask(long tokens, Permit last) throws EmbeddingException;

  /** The request of a granted permit has gone out. Never throws. */
  void sent(Permit permit);

  /**
   * How the try of a permit ended; told once for each that has an id, also for one never used.
   *
   * @param billedTokens what the service counted, or what it may have counted where no answer came;
   *     zero where it counted nothing
   * @param retryAfter the least wait that the service asked for, else zero
   */
  void ended(Permit permit, Outcome outcome, long billedTokens, Duration retryAfter);

  /**
   * Leave to send once, now; or word when to ask again.
   *
   * @param id the giver's own, {@link #NONE} where no place is kept
   * @param nanosToWait before asking again, 0 where the request may be sent
   */
  record Permit(long id, long nanosToWait) implements Serializable {
    /** No place in the giver's order. */
    public static final long NONE = -1;

    /** Of a try for which nothing has been asked yet. */
    public static final Permit FIRST = new Permit(NONE, 0);

    /** Word to ask again in a while, as if for the first time. */
    public static Permit later(long nanos) {
      return new Permit(NONE, nanos);
    }

    public boolean isGranted() {
      return id != NONE && nanosToWait == 0;
    }

    /** Whether the giver keeps something for it, and so must be told how it ended. */
    public boolean isHeld() {
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
