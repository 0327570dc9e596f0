package io.codestrata.job;

import io.codestrata.embed.AccountPermits;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.Permits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Lends the driver's permits to all executors over Spark's own RPC: an account's limits and its
 * money are of the run, not of a task. The driver answers at once and never sleeps.
 *
 * <p>Messages go as bytes: Spark reads them on an executor without the application's jars, and a
 * class that it does not find there ends the executor.
 */
public final class PermitsPlugin implements SparkPlugin {
  /** Of the driver: what the embed stage that runs now allows. */
  private static volatile AccountPermits lent;

  /** Of an executor. */
  private static volatile PluginContext context;

  private record Ask(long tokens, Duration late) implements Serializable {}

  private record Told(Permits.Permit permit, Permits.Outcome outcome, long tokens, Duration after)
      implements Serializable {}

  /** A permit, or why there will be none. */
  private record Answer(Permits.Permit permit, String refusal) implements Serializable {}

  /** Lends these permits until {@link #withdraw}. */
  static void lend(AccountPermits permits) {
    lent = permits;
  }

  static void withdraw() {
    lent = null;
  }

  /** The driver's permits, from any JVM of the application. */
  static Permits borrowed() {
    return new Borrowed();
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Lender();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext started, Map<String, String> unused) {
        context = started;
      }
    };
  }

  private static byte[] bytes(Serializable message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(message);
    }
    return bytes.toByteArray();
  }

  /** Finds classes where this one was found. */
  private static Object object(Object message) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream((byte[]) message))) {
      return in.readObject();
    }
  }

  private static final class Lender implements DriverPlugin {
    @Override
    public Object receive(Object received) throws IOException, ClassNotFoundException {
      return bytes(reply(object(received)));
    }

    private static Serializable reply(Object message) {
      AccountPermits permits = lent;
      if (message instanceof Told told) {
        if (permits != null) {
          permits.sent(told.permit(), told.outcome(), told.tokens(), told.after());
        }
        return true;
      }
      if (permits == null) {
        return new Answer(null, JobErrors.stageOver());
      }
      try {
        return new Answer(permits.ask(((Ask) message).tokens(), ((Ask) message).late()), "");
      } catch (EmbeddingException e) {
        return new Answer(null, e.getMessage());
      }
    }
  }

  /**
   * The driver's permits. A JVM's first call loads classes and compiles for longer than a permit
   * allows for, so it goes alone, with a permit that allows for more.
   */
  private static final class Borrowed implements Permits {
    /** Far more than was seen; it costs one request of a second's limit for so long. */
    private static final Duration FIRST_IS_LATE = Duration.ofSeconds(3);

    private static final long ASK_AGAIN_NANOS = 20_000_000;

    private enum First {
      UNSENT,
      IN_FLIGHT,
      ENDED
    }

    private static final AtomicReference<First> FIRST = new AtomicReference<>(First.UNSENT);

    @Override
    public Permit ask(long tokens) throws EmbeddingException {
      boolean isFirst = FIRST.compareAndSet(First.UNSENT, First.IN_FLIGHT);
      if (!isFirst && FIRST.get() != First.ENDED) {
        return Permit.later(ASK_AGAIN_NANOS);
      }
      Permit permit = Permit.later(0);
      try {
        permit = ask(new Ask(tokens, isFirst ? FIRST_IS_LATE : Duration.ZERO));
      } finally {
        if (isFirst && !permit.isGranted()) {
          FIRST.set(First.UNSENT);
        }
      }
      return permit;
    }

    private static Permit ask(Ask ask) throws EmbeddingException {
      Answer answer;
      try {
        answer = (Answer) object(context.ask(bytes(ask)));
      } catch (Exception e) {
        throw new EmbeddingException(EmbeddingException.Kind.SERVICE, JobErrors.noDriver(e), e);
      }
      if (answer.permit() == null) {
        throw new EmbeddingException(EmbeddingException.Kind.STOPPED, answer.refusal(), null);
      }
      return answer.permit();
    }

    @Override
    public void sent(Permit permit, Outcome outcome, long billedTokens, Duration retryAfter) {
      // Nobody else has a permit while the first is in flight.
      FIRST.compareAndSet(First.IN_FLIGHT, outcome == Outcome.UNUSED ? First.UNSENT : First.ENDED);
      try {
        // An answer is waited for: the next ask must know of it.
        context.ask(bytes(new Told(permit, outcome, billedTokens, retryAfter)));
      } catch (Exception e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
