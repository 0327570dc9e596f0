package io.codestrata.pgvector;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that one loader stores its batches over. Lost, refused for want of a free one, or
 * on the losing side of a deadlock, it is opened anew after waits that grow to a minute altogether,
 * and the batch is stored again; storing twice is harmless.
 */
final class LoaderConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoaderConnection.class);
  private static final RetryPolicy<Object> POLICY =
      RetryPolicy.builder()
          .handleIf(failure -> failure instanceof SQLException sql && PgErrors.mayPass(sql))
          .withBackoff(Duration.ofMillis(500), Duration.ofSeconds(16))
          .withJitter(0.25)
          .withMaxRetries(7)
          .build();

  private final Optional<PgTarget> target;
  private Connection connection;

  private LoaderConnection(Optional<PgTarget> target, Connection connection) {
    this.target = target;
    this.connection = connection;
  }

  static LoaderConnection to(PgTarget target) {
    return new LoaderConnection(Optional.of(target), null);
  }

  /** The caller's connection, which is not opened anew. */
  static LoaderConnection over(Connection connection) {
    return new LoaderConnection(Optional.empty(), connection);
  }

  /** Does a batch's work in a transaction. */
  <T> T run(Transactions.Work<T> work) throws SQLException, PgException {
    if (target.isEmpty()) {
      return Transactions.run(connection, work);
    }
    try {
      return Failsafe.with(POLICY).get(() -> attempt(work));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw cause;
      }
      if (e.getCause() instanceof PgException cause) {
        throw cause;
      }
      if (e.getCause() instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw PgErrors.interrupted("load");
      }
      throw e;
    }
  }

  private <T> T attempt(Transactions.Work<T> work) throws SQLException, PgException {
    try {
      if (connection == null) {
        connection = target.get().open();
        try (Statement statement = connection.createStatement()) {
          // Rows count from the publication on, whose commit writes down all that came before it.
          statement.execute("SET synchronous_commit = off");
        }
        WaitLimits.ofLoader(connection);
      }
      return Transactions.run(connection, work);
    } catch (SQLException e) {
      if (PgErrors.mayPass(e)) {
        LOG.info("a loader's connection is opened anew: {}", e.getMessage());
        close();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    try (Connection gone = connection) {
      connection = null;
    } catch (SQLException e) {
      LOG.debug("a lost connection does not close", e);
    }
  }
}
