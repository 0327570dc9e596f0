package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the index of a model's embeddings when they have become many, and takes it away with its
 * model. It is made after the rows are there, which is many times as fast as keeping it up with
 * them, and kept up by later loads. Searches, loads and publications go on meanwhile.
 *
 * @param target of a connection of its own, since a build sets what a session may use
 * @param connection to look around on
 */
public record VectorIndexes(PgTarget target, Connection connection) {
  private static final Logger LOG = LoggerFactory.getLogger(VectorIndexes.class);
  private static final long PERIOD_MILLIS = 500;
  private static final long LEAST_MEMORY = 64L << 20;

  /** What one vector's part of the graph takes in memory beside its bits, with room to spare. */
  private static final int BYTES_A_VECTOR = 1_200;

  /**
   * When and how.
   *
   * @param exactBelow with fewer embeddings a search reads them all, and there is no index
   * @param memoryBytes most memory of a build ({@code maintenance_work_mem})
   */
  public record Settings(long exactBelow, long memoryBytes) {}

  /** Told how far a build is, in vectors. */
  public interface Watch {
    void begin(long vectors);

    void reached(long vectors);

    void end();
  }

  /**
   * Brings the indexes to what the published models need.
   *
   * @param model that was published
   * @return why there is no index where there should be one, with a remedy: searches read all
   *     embeddings then, and the next call begins anew
   * @throws PgException when interrupted
   */
  public Optional<String> keep(String model, Settings settings, Watch watch) throws PgException {
    try {
      dropOrphans();
      if (VectorIndex.isUsable(connection, model)
          || count(model, settings.exactBelow()) < settings.exactBelow()) {
        return Optional.empty();
      }
      String version = Migrations.extensionVersion(connection);
      if (!VectorIndex.isSupported(version)) {
        return Optional.of(PgErrors.noIndexBefore(version));
      }
      // Else another run builds it.
      if (AdvisoryLock.INDEX.tryTake(connection)) {
        try {
          return build(model, version, settings, watch);
        } finally {
          AdvisoryLock.INDEX.release(connection);
        }
      }
      return Optional.empty();
    } catch (SQLException e) {
      LOG.debug("no index of {}", model, e);
      return Optional.of(PgErrors.noIndex(e));
    }
  }

  private void dropOrphans() throws SQLException {
    List<String> made = VectorIndex.made(connection);
    if (made.isEmpty()) {
      return;
    }
    Set<String> needed = new HashSet<>();
    HybridSearch.strings(connection, "SELECT DISTINCT model FROM codestrata.generation_file")
        .forEach(model -> needed.add(VectorIndex.name(model)));
    for (String index : made) {
      if (!needed.contains(index)) {
        try (Connection own = open()) {
          drop(own, index);
        }
      }
    }
  }

  private Optional<String> build(String model, String version, Settings settings, Watch watch)
      throws SQLException, PgException {
    int dimension = dimension(model);
    long vectors = count(model, Long.MAX_VALUE);
    try (Connection own = open()) {
      // What a build left that failed.
      drop(own, VectorIndex.name(model));
      long needed = vectors * (BYTES_A_VECTOR + dimension / 8);
      long memory = Math.min(settings.memoryBytes(), Math.max(LEAST_MEMORY, needed));
      execute(own, "SET maintenance_work_mem = '" + memory / 1024 + "kB'");
      if (Migrations.isVulnerable(version)) {
        execute(own, "SET max_parallel_maintenance_workers = 0");
      }
      watch.begin(vectors);
      try {
        run(own, VectorIndex.creation(own, model, dimension), watch);
      } finally {
        watch.end();
      }
      return Optional.empty();
    }
  }

  private void run(Connection own, String sql, Watch watch) throws SQLException, PgException {
    int process = own.unwrap(PGConnection.class).getBackendPID();
    FutureTask<Void> build =
        new FutureTask<>(
            () -> {
              create(own, sql);
              return null;
            });
    Thread thread = new Thread(build, "codestrata-index");
    thread.setDaemon(true);
    thread.start();
    while (true) {
      try {
        build.get(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        watch.reached(done(process));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof SQLException cause) {
          throw cause;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        own.unwrap(PGConnection.class).cancelQuery();
        Thread.currentThread().interrupt();
        throw PgErrors.interrupted("build the index of embeddings");
      }
    }
  }

  private long done(int process) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT coalesce(max(tuples_done), 0) FROM pg_stat_progress_create_index WHERE pid ="
                + " ?")) {
      select.setInt(1, process);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Counts no further than asked. */
  private long count(String model, long most) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT count(*) FROM (SELECT 1 FROM codestrata.embedding WHERE model = ? LIMIT ?) s")) {
      select.setString(1, model);
      select.setLong(2, most);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private int dimension(String model) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT vector_dims(embedding) FROM codestrata.embedding WHERE model = ? LIMIT 1")) {
      select.setString(1, model);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** Building waits for older transactions, and not for ever. */
  private Connection open() throws SQLException {
    Connection own = target.open();
    WaitLimits.ofBuild(own);
    return own;
  }

  private static void drop(Connection own, String index) throws SQLException {
    execute(own, "DROP INDEX CONCURRENTLY IF EXISTS codestrata." + index);
  }

  private static void execute(Connection own, String sql) throws SQLException {
    try (Statement statement = own.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void create(Connection own, String sql) throws SQLException {
    try (Statement statement = own.createStatement()) {
      statement.execute(sql);
      if (statement.getWarnings() != null) {
        LOG.warn(
            "{} (raise pgvector.build-memory-mb if memory is short)",
            statement.getWarnings().getMessage());
      }
    }
  }
}
