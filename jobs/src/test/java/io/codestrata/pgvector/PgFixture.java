package io.codestrata.pgvector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real PostgreSQL that all tests of a JVM share: started at first use in a temporary folder,
 * stopped and deleted at the JVM's end.
 */
public final class PgFixture {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private PgFixture() {}

  private static final class Shared {
    static final PrivateServer SERVER = create();
    static final PgTarget TARGET = startOf(SERVER);

    private static PrivateServer create() {
      try {
        Path data = Files.createTempDirectory("codestrata-pg-");
        PrivateServer server = new PrivateServer(data, cache());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, data)));
        return server;
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The shared server. */
  public static PrivateServer server() {
    return Shared.SERVER;
  }

  /** Its database {@code codestrata}; prefer {@link #freshDatabase}. */
  public static PgTarget target() {
    return Shared.TARGET;
  }

  /** A new, empty database on the shared server: no schema, no extension. */
  public static PgTarget freshDatabase() {
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection = target().open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return target().withDatabase(name);
  }

  /** {@link #freshDatabase} as users write it. */
  public static String freshDatabaseUrl() {
    return url(freshDatabase());
  }

  /** A database as users write it. */
  public static String url(PgTarget target) {
    return target
        .jdbcUrl()
        .replace(
            "jdbc:postgresql://", "postgresql://" + target.user() + ":" + target.password() + "@");
  }

  /** A new database with the current schema. */
  public static PgTarget migratedDatabase() {
    PgTarget target = freshDatabase();
    try (Connection connection = target.open()) {
      Migrations.apply(connection);
    } catch (SQLException | PgException e) {
      throw new IllegalStateException(e);
    }
    return target;
  }

  /** Where unpacked servers are kept between runs. */
  public static Path cache() {
    Map<String, String> environment = System.getenv();
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path cache =
        base.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
    return cache.resolve("codestrata");
  }

  private static PgTarget startOf(PrivateServer server) {
    try {
      PgTarget target = server.start(0);
      try (Connection connection = target.open();
          Statement statement = connection.createStatement()) {
        // It is deleted at the end, and many databases took half a minute to sync.
        statement.execute("ALTER SYSTEM SET fsync = off");
        statement.execute("SELECT pg_reload_conf()");
      }
      return target;
    } catch (PgException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void remove(PrivateServer server, Path data) {
    try {
      server.stop();
      ServerBinaries.delete(data);
    } catch (PgException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
