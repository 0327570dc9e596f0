package io.codestrata.pgvector;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL with pgvector for users without a server: one cluster in a data folder, on loopback,
 * behind a generated password that only the owner of the folder can read. The server outlives the
 * process that started it; the next one finds it. Commands call {@link #start}; nothing stops it
 * but {@link #stop}. It holds only what the lake can give again.
 */
public final class PrivateServer {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateServer.class);
  private static final String DATABASE = "codestrata";
  private static final String MAINTENANCE = "postgres";

  /** SQLSTATE of PostgreSQL. */
  private static final String NO_SUCH_DATABASE = "3D000";

  /** SQLSTATEs of a database that another session makes or has made. */
  private static final Set<String> MADE_MEANWHILE = Set.of("42P04", "23505");

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path folder;
  private final Path cluster;
  private final Path cache;
  private final AccountChoice accountChoice;

  /** As whom the server runs; asked only when one is started or stopped. */
  @FunctionalInterface
  interface AccountChoice {
    ServerAccount choose() throws PgException;
  }

  /**
   * @param dataFolder the cluster lives in its folder {@code postgres}
   * @param cacheFolder the unpacked server lives here
   */
  public PrivateServer(Path dataFolder, Path cacheFolder) {
    this(dataFolder, cacheFolder, ServerAccount::detect);
  }

  PrivateServer(Path dataFolder, Path cacheFolder, AccountChoice accountChoice) {
    this.folder = dataFolder.toAbsolutePath().normalize().resolve("postgres");
    this.cluster = folder.resolve("cluster");
    this.cache = cacheFolder.toAbsolutePath().normalize();
    this.accountChoice = accountChoice;
  }

  /** Whether a cluster was made under this data folder, running or not. */
  public boolean exists() {
    return Files.exists(cluster.resolve("PG_VERSION"));
  }

  /** The server's own log. */
  public Path log() {
    return folder.resolve("server.log");
  }

  /**
   * Starts the server unless it runs; a running one is used whatever port was asked.
   *
   * @param port TCP port on 127.0.0.1; 0 for the last one or else any free one
   * @throws PgException when the port is taken, the server cannot be fetched or does not start
   */
  public PgTarget start(int port) throws PgException {
    Optional<PgTarget> found = running();
    if (found.isPresent()) {
      return found.get();
    }
    synchronized (IN_THIS_PROCESS) {
      try {
        Files.createDirectories(folder);
        try (FileChannel channel =
                FileChannel.open(
                    folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.lock()) {
          LOG.debug("holding {}", lock);
          Optional<PgTarget> started = awaitRunning();
          return started.isPresent() ? started.get() : launch(port);
        }
      } catch (IOException e) {
        throw PgErrors.files("keep the private PostgreSQL in " + folder, e);
      }
    }
  }

  /** The server of this data folder, when it runs and accepts connections. */
  public Optional<PgTarget> running() {
    Optional<PostmasterFile> file = PostmasterFile.read(cluster);
    if (file.isEmpty() || file.get().port() == 0) {
      return Optional.empty();
    }
    try {
      PgTarget target = target(file.get().port());
      return isOurs(target) ? Optional.of(target) : Optional.empty();
    } catch (IOException e) {
      LOG.debug("no password in {}", folder, e);
      return Optional.empty();
    }
  }

  /**
   * Stops the server, ending its sessions, and waits for it.
   *
   * @return false when none ran
   */
  public boolean stop() throws PgException {
    Optional<PostmasterFile> file = PostmasterFile.read(cluster);
    if (file.isEmpty() || !file.get().isAlive()) {
      return false;
    }
    ServerAccount account = accountChoice.choose();
    control(account, bin(account), "stop", List.of("-m", "fast", "-t", "60", "stop"));
    return true;
  }

  /** Waits for a server that another process is starting or stopping just now. */
  private Optional<PgTarget> awaitRunning() throws PgException {
    long deadline = System.nanoTime() + WAIT.toNanos();
    while (true) {
      Optional<PgTarget> found = running();
      boolean alive = PostmasterFile.read(cluster).filter(PostmasterFile::isAlive).isPresent();
      if (found.isPresent() || !alive || System.nanoTime() > deadline) {
        return found;
      }
      pause();
    }
  }

  private PgTarget launch(int port) throws PgException, IOException {
    long begun = System.nanoTime();
    ServerAccount account = accountChoice.choose();
    prepareFolder(account);
    Path bin = bin(account);
    if (!Files.exists(cluster.resolve("PG_VERSION"))) {
      new ClusterSetup(folder, cluster, account, bin).create();
    }
    if (PostmasterFile.read(cluster).filter(PostmasterFile::isAlive).isEmpty()) {
      Files.deleteIfExists(PostmasterFile.in(cluster));
    }
    ServerPort ports = new ServerPort(folder.resolve("port"));
    int chosen = ports.choose(port);
    if (!Files.exists(log())) {
      Files.createFile(log());
    }
    account.own(log());
    ports.keep(chosen);
    control(
        account,
        bin,
        "start",
        List.of("-l", log().toString(), "-t", "60", "-o", "-p " + chosen, "start"));
    PgTarget target = target(chosen);
    createDatabase(target);
    LOG.info(
        "private PostgreSQL listens on 127.0.0.1:{} after {} ms",
        chosen,
        (System.nanoTime() - begun) / 1_000_000);
    return target;
  }

  private void prepareFolder(ServerAccount account) throws PgException, IOException {
    String mode = account == ServerAccount.NOBODY ? "rwx--x--x" : "rwx------";
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    if (!account.mayEnter(folder)) {
      throw PgErrors.notForNobody(folder);
    }
  }

  /** Beside the data where the account may not enter the cache, as nobody may not enter /root. */
  private Path bin(ServerAccount account) throws PgException {
    Path bin = new ServerBinaries(cache).bin();
    return account.mayEnter(bin) ? bin : new ServerBinaries(folder).bin();
  }

  private void control(ServerAccount account, Path bin, String doing, List<String> arguments)
      throws PgException {
    List<String> command =
        new ArrayList<>(
            List.of(bin.resolve("pg_ctl").toString(), "-D", cluster.toString(), "-w", "-s"));
    command.addAll(arguments);
    Path output = folder.resolve("control.log");
    try {
      Files.deleteIfExists(output);
      if (Commands.run(account.command(command), output, WAIT.plusSeconds(10)) != 0) {
        throw PgErrors.serverFailed(
            doing, log(), Commands.tail(output) + " " + Commands.tail(log()));
      }
    } catch (IOException e) {
      throw PgErrors.files(doing + " the private PostgreSQL", e);
    }
  }

  private PgTarget target(int port) throws IOException {
    String password = Files.readString(folder.resolve("password")).strip();
    return new PgTarget(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, ClusterSetup.USER, password);
  }

  /** The port may be a stranger's by now: only a server on our own folder is ours. */
  private boolean isOurs(PgTarget target) {
    try {
      return liesHere(target);
    } catch (SQLException | IOException e) {
      LOG.debug("no server of {} at {}", cluster, target, e);
      return e instanceof SQLException sql
          && NO_SUCH_DATABASE.equals(sql.getSQLState())
          && isUnfinished(target);
    }
  }

  /** Who started it was killed before the database was made: it is made now. */
  private boolean isUnfinished(PgTarget target) {
    try {
      if (!liesHere(target.withDatabase(MAINTENANCE))) {
        return false;
      }
      createDatabase(target);
      return true;
    } catch (SQLException | IOException | PgException e) {
      LOG.debug("no database of {} at {}", cluster, target, e);
      return false;
    }
  }

  private boolean liesHere(PgTarget target) throws SQLException, IOException {
    try (Connection connection = target.open();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW data_directory")) {
      row.next();
      return Files.isSameFile(Path.of(row.getString(1)), cluster);
    }
  }

  private static void createDatabase(PgTarget target) throws PgException {
    try (Connection connection = target.withDatabase(MAINTENANCE).open();
        Statement statement = connection.createStatement();
        ResultSet present =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!present.next()) {
        try (Statement create = connection.createStatement()) {
          create.execute("CREATE DATABASE " + DATABASE);
        }
      }
    } catch (SQLException e) {
      // Another process may have found the server unfinished at the same moment.
      if (!MADE_MEANWHILE.contains(e.getSQLState())) {
        throw PgErrors.of("create the database " + DATABASE, e);
      }
    }
  }

  private static void pause() throws PgException {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PgErrors.interrupted("wait for the private PostgreSQL");
    }
  }
}
