package io.codestrata.job;

import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.Permits;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Lends the driver's permits to all executors over Spark's own RPC: an account's limits and its
 * money are of the run, not of a task. The driver answers at once and never sleeps.
 */
public final class PermitsPlugin implements SparkPlugin {
  /** Of the driver: what the embed stage that runs now allows. */
  private static volatile Permits lent;

  /** Of an executor. */
  private static volatile PluginContext context;

  private record Ask(long tokens) implements Serializable {}

  private record Told(Permits.Permit permit, Permits.Outcome outcome, long tokens, Duration after)
      implements Serializable {}

  /** A permit, or why there will be none. */
  private record Answer(Permits.Permit permit, String refusal) implements Serializable {}

  /** Lends these permits until {@link #withdraw}. */
  static void lend(Permits permits) {
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

  private static final class Lender implements DriverPlugin {
    @Override
    public Object receive(Object message) {
      Permits permits = lent;
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
        return new Answer(permits.ask(((Ask) message).tokens()), "");
      } catch (EmbeddingException e) {
        return new Answer(null, e.getMessage());
      }
    }
  }

  private static final class Borrowed implements Permits {
    @Override
    public Permit ask(long tokens) throws EmbeddingException {
      Answer answer;
      try {
        answer = (Answer) context.ask(new Ask(tokens));
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
      try {
        // An answer is waited for: the next ask must know of it.
        context.ask(new Told(permit, outcome, billedTokens, retryAfter));
      } catch (Exception e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
