package io.codestrata.embed;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.codestrata.embed.EmbeddingException.Kind;
import io.codestrata.embed.Permits.Outcome;
import io.codestrata.embed.Permits.Permit;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;

/**
 * Retries an embedder's calls where that helps, each try under a permit of its own. Waits grow
 * exponentially with full jitter (<a
 * href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Brooker</a>) and
 * are never shorter than the service asked for. An interrupt ends the call at once and stays set.
 * Thread-safe: calls share nothing but what is passed in.
 */
public final class RetryingEmbedder implements Embedder {
  private final RemoteEmbedder wire;
  private final Permits permits;
  private final RetrySettings settings;
  private final Sleeper sleeper;
  private final DoubleSupplier random;

  /**
   * @param wire makes one try a call; closed with this
   * @param sleeper waits, for retries and for permits
   * @param random from 0 to 1: spreads the retries of calls that failed together
   */
  public RetryingEmbedder(
      RemoteEmbedder wire,
      Permits permits,
      RetrySettings settings,
      Sleeper sleeper,
      DoubleSupplier random) {
    this.wire = wire;
    this.permits = permits;
    this.settings = settings;
    this.sleeper = sleeper;
    this.random = random;
  }

  @Override
  public EmbeddingModel model() {
    return wire.model();
  }

  @Override
  public BatchLimits limits() {
    return wire.limits();
  }

  @Override
  public int countTokens(String text) {
    return wire.countTokens(text);
  }

  @Override
  public EmbeddedBatch embedDocuments(List<String> texts) throws EmbeddingException {
    long tokens = texts.stream().mapToLong(wire::countTokens).sum();
    return new Call<>(sent -> wire.embedDocuments(texts, sent), tokens, EmbeddedBatch::tokens)
        .run();
  }

  @Override
  public float[] embedQuery(String query) throws EmbeddingException {
    long tokens = wire.countTokens(query);
    return new Call<>(sent -> wire.embedQuery(query, sent), tokens, vector -> tokens).run();
  }

  @Override
  public void close() {
    wire.close();
  }

  /** One try on the wire. */
  @FunctionalInterface
  private interface Try<T> {
    T send(Runnable sent) throws EmbeddingException;
  }

  /** A refusal of the permits' giver: it knows when to stop, so nothing of it is retried. */
  private static final class NoPermit extends Exception {
    private static final long serialVersionUID = 1L;
    private final EmbeddingException reason;

    NoPermit(EmbeddingException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /** All tries of one call. */
  private final class Call<T> {
    private final Try<T> wireTry;
    private final long tokens;
    private final ToLongFunction<T> counted;

    private int tries;
    private int serviceFailures;
    private int limitFailures;
    private boolean maybeBilled;
    private boolean retry;
    private Duration waited = Duration.ZERO;
    private Duration nextWait = Duration.ZERO;

    Call(Try<T> wireTry, long tokens, ToLongFunction<T> counted) {
      this.wireTry = wireTry;
      this.tokens = tokens;
      this.counted = counted;
    }

    T run() throws EmbeddingException {
      RetryPolicy<T> policy =
          RetryPolicy.<T>builder()
              .handleIf(failure -> retry)
              // The waits are this class's, so that the sleeper that is passed in does them.
              .withMaxRetries(settings.serviceRetries() + settings.limitRetries())
              .build();
      try {
        return Failsafe.with(policy).get(this::attempt);
      } catch (FailsafeException e) {
        throw lost(e);
      }
    }

    private T attempt(ExecutionContext<T> context)
        throws EmbeddingException, NoPermit, InterruptedException {
      retry = false;
      sleep(nextWait);
      Permit permit = permit();
      Outcome outcome = Outcome.FAILED;
      long billed = 0;
      Duration retryAfter = Duration.ZERO;
      try {
        tries++;
        // Holds where the try dies of something else than an EmbeddingException.
        billed = tokens;
        T answer = wireTry.send(() -> permits.sent(permit));
        outcome = Outcome.ANSWERED;
        billed = counted.applyAsLong(answer);
        return answer;
      } catch (EmbeddingException e) {
        outcome = outcome(e.kind());
        billed = e.maybeBilled() ? tokens : 0;
        retryAfter = e.retryAfter();
        maybeBilled |= e.maybeBilled();
        retry = mayRetry(e);
        throw e;
      } finally {
        permits.ended(permit, outcome, billed, retryAfter);
      }
    }

    /** A permit whose time has come. */
    private Permit permit() throws NoPermit, InterruptedException {
      Permit permit = Permit.FIRST;
      while (true) {
        try {
          permit = permits.ask(tokens, permit);
        } catch (EmbeddingException e) {
          throw new NoPermit(e);
        }
        if (permit.isGranted()) {
          return permit;
        }
        boolean waited = false;
        try {
          sleep(Duration.ofNanos(permit.nanosToWait()));
          waited = true;
        } finally {
          if (!waited && permit.isHeld()) {
            permits.ended(permit, Outcome.UNUSED, 0, Duration.ZERO);
          }
        }
      }
    }

    private void sleep(Duration duration) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!duration.isZero()) {
        sleeper.sleep(duration);
      }
    }

    /** Decides after each failure, and how long to wait first. */
    private boolean mayRetry(EmbeddingException failure) {
      boolean triesLeft =
          switch (failure.kind()) {
            case SERVICE -> serviceFailures++ < settings.serviceRetries();
            case LIMIT -> limitFailures++ < settings.limitRetries();
            case INPUT, STOPPED, FATAL -> false;
          };
      nextWait = waitAfter(failure);
      waited = waited.plus(nextWait);
      return triesLeft
          && waited.compareTo(settings.longestTotal()) <= 0
          && !Thread.currentThread().isInterrupted();
    }

    private Duration waitAfter(EmbeddingException failure) {
      Duration bound = settings.firstWait();
      int doublings = serviceFailures + limitFailures - 1;
      for (int i = 0; i < doublings && bound.compareTo(settings.longestWait()) < 0; i++) {
        bound = bound.multipliedBy(2);
      }
      bound = bound.compareTo(settings.longestWait()) < 0 ? bound : settings.longestWait();
      Duration wait = Duration.ofNanos((long) (bound.toNanos() * random.getAsDouble()));
      return failure.retryAfter().compareTo(wait) > 0 ? failure.retryAfter() : wait;
    }

    private EmbeddingException lost(FailsafeException e) {
      Throwable cause = e.getCause();
      if (cause instanceof NoPermit refused) {
        return refused.reason;
      }
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        return EmbedErrors.interrupted(cause, maybeBilled);
      }
      if (cause instanceof EmbeddingException last) {
        boolean passing = last.kind() == Kind.SERVICE || last.kind() == Kind.LIMIT;
        return passing && !Thread.currentThread().isInterrupted()
            ? EmbedErrors.gaveUp(last, tries, maybeBilled)
            : last;
      }
      throw e;
    }
  }

  private static Outcome outcome(Kind kind) {
    return switch (kind) {
      case INPUT, STOPPED, FATAL -> Outcome.REFUSED;
      case LIMIT -> Outcome.LIMITED;
      case SERVICE -> Outcome.FAILED;
    };
  }
}
