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
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends the driver's permits to all executors over Spark's own RPC: an account's limits and its
 * money are of the run, not of a task. The driver answers at once and never sleeps.
 *
 * <p>Messages go as bytes: Spark reads them on an executor without the application's jars, and a
 * class that it does not find there ends the executor.
 */
public final class PermitsPlugin implements SparkPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(PermitsPlugin.class);

  private static final long TURN_MILLIS = 200;

  /** Of the driver: what the embed stage that runs now allows. */
  private static volatile AccountPermits lent;

  /** Of the driver: what queries may spend between stages. */
  private static volatile AccountPermits kept;

  private static AccountPermits.Settings keptSettings;

  /** Of an executor. */
  private static volatile PluginContext context;

  private record Ask(long tokens, Permits.Permit last) implements Serializable {}

  private record Sent(Permits.Permit permit) implements Serializable {}

  private record Ended(Permits.Permit permit, Permits.Outcome outcome, long tokens, Duration after)
      implements Serializable {}

  private record Claim(String work, long attempt) implements Serializable {}

  /** A permit, or why there will be none. */
  private record Answer(Permits.Permit permit, String refusal) implements Serializable {}

  /** Lends these permits until {@link #withdraw}. */
  static void lend(AccountPermits permits) {
    lent = permits;
  }

  static void withdraw() {
    lent = null;
  }

  /**
   * Lends permits of an account to queries for as long as the driver lives, one for all of them.
   */
  static synchronized void keep(AccountPermits.Settings account) {
    if (!account.equals(keptSettings)) {
      kept = new AccountPermits(account, System::nanoTime);
      keptSettings = account;
    }
  }

  private static AccountPermits available() {
    AccountPermits ofStage = lent;
    return ofStage == null ? kept : ofStage;
  }

  /** The driver's permits, from any JVM of the application. */
  static Permits borrowed() {
    // A driver that runs the tasks itself needs no plugin to ask itself.
    AccountPermits own = context == null ? available() : null;
    return own == null ? new Borrowed() : own;
  }

  /**
   * Waits until no other attempt of the task is at this work.
   *
   * @param work names it within the application
   * @throws TaskKilledException where this attempt is no longer wanted
   */
  static void awaitTurn(String work) throws Exception {
    TaskContext task = TaskContext.get();
    while (!(boolean) object(context.ask(bytes(new Claim(work, task.taskAttemptId()))))) {
      if (task.isInterrupted()) {
        throw new TaskKilledException("another attempt has done it");
      }
      Thread.sleep(TURN_MILLIS);
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new Lender();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext started, Map<String, String> marks) {
        context = started;
        Trace.adopt(marks);
      }

      @Override
      public void shutdown() {
        context = null;
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
    private final PartitionClaims claims = new PartitionClaims();

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext unused) {
      spark.addSparkListener(claims);
      return Trace.marks();
    }

    @Override
    public Object receive(Object received) throws IOException, ClassNotFoundException {
      return bytes(reply(object(received)));
    }

    private Serializable reply(Object message) {
      if (message instanceof Claim claim) {
        return claims.claim(claim.work(), claim.attempt());
      }
      AccountPermits permits = available();
      if (message instanceof Ask ask) {
        return permits == null ? new Answer(null, JobErrors.stageOver()) : answer(permits, ask);
      }
      if (permits != null && message instanceof Sent sent) {
        permits.sent(sent.permit());
      }
      if (permits != null && message instanceof Ended ended) {
        permits.ended(ended.permit(), ended.outcome(), ended.tokens(), ended.after());
      }
      return true;
    }

    private static Answer answer(AccountPermits permits, Ask ask) {
      try {
        return new Answer(permits.ask(ask.tokens(), ask.last()), "");
      } catch (EmbeddingException e) {
        return new Answer(null, e.getMessage());
      }
    }
  }

  /** The driver's permits. */
  private static final class Borrowed implements Permits {
    @Override
    public Permit ask(long tokens, Permit last) throws EmbeddingException {
      if (context == null) {
        throw new EmbeddingException(
            EmbeddingException.Kind.STOPPED, SqlErrors.noPlugin(PermitsPlugin.class), null);
      }
      Answer answer;
      try {
        answer = (Answer) object(context.ask(bytes(new Ask(tokens, last))));
      } catch (Exception e) {
        throw new EmbeddingException(EmbeddingException.Kind.SERVICE, JobErrors.noDriver(e), e);
      }
      if (answer.permit() == null) {
        throw new EmbeddingException(EmbeddingException.Kind.STOPPED, answer.refusal(), null);
      }
      return answer.permit();
    }

    @Override
    public void sent(Permit permit) {
      try {
        context.send(bytes(new Sent(permit)));
      } catch (IOException | RuntimeException e) {
        // The end of the call says so as well.
        LOG.debug("The driver was not told that a request went out", e);
      }
    }

    @Override
    public void ended(Permit permit, Outcome outcome, long billedTokens, Duration retryAfter) {
      try {
        // An answer is waited for: the next ask must know of it.
        context.ask(bytes(new Ended(permit, outcome, billedTokens, retryAfter)));
      } catch (Exception e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
