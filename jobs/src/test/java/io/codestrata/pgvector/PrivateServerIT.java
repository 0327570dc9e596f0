package io.codestrata.pgvector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class PrivateServerIT {
  @TempDir Path data;
  private PrivateServer server;

  @BeforeEach
  void createServer() {
    server = new PrivateServer(data, PgFixture.cache());
  }

  @AfterEach
  void stopServer() throws Exception {
    server.stop();
  }

  @Test
  void runningServerIsReused() throws Exception {
    PgTarget first = server.start(0);
    long pid = pid();
    PgTarget second = new PrivateServer(data, PgFixture.cache()).start(0);
    assertThat(second).isEqualTo(first);
    assertThat(pid()).isEqualTo(pid);
    assertThat(server.running()).contains(first);
  }

  @Test
  void stoppedServerComesBackOnItsPortWithItsRows() throws Exception {
    PgTarget first = server.start(0);
    execute(first, "CREATE TABLE kept AS SELECT 1 AS one");
    assertThat(server.stop()).isTrue();
    assertThat(server.running()).isEmpty();
    assertThat(server.stop()).isFalse();

    PgTarget second = server.start(0);
    assertThat(second).isEqualTo(first);
    execute(second, "SELECT one FROM kept");
  }

  @Test
  void crashedServerStartsAgain() throws Exception {
    PgTarget first = server.start(0);
    kill(pid());
    // As a disk that was full would leave it.
    Files.writeString(data.resolve("postgres/port"), "");
    PgTarget second = server.start(0);
    assertThat(second.user()).isEqualTo(first.user());
    execute(second, "SELECT 1");
    assertThat(second.jdbcUrl())
        .contains(":" + Files.readString(data.resolve("postgres/port")) + "/");
  }

  @Test
  void startThatWasKilledBeforeItMadeTheDatabaseIsFinishedByTheNext() throws Exception {
    PgTarget first = server.start(0);
    long pid = pid();
    execute(first.withDatabase("postgres"), "DROP DATABASE codestrata WITH (FORCE)");

    PgTarget second = new PrivateServer(data, PgFixture.cache()).start(0);

    assertThat(second).isEqualTo(first);
    assertThat(pid()).isEqualTo(pid);
    execute(second, "SELECT 1");
  }

  @Test
  void pidFileThatNamesAStrangersProcessDoesNotStopTheStart() throws Exception {
    server.start(0);
    Path file = data.resolve("postgres/cluster/postmaster.pid");
    String content = Files.readString(file);
    server.stop();
    String own = Long.toString(ProcessHandle.current().pid());
    Files.writeString(file, content.replaceFirst("\\d+", own));
    execute(server.start(0), "SELECT 1");
  }

  @Test
  void portInUseIsNamedWithARemedy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> server.start(taken.getLocalPort()))
          .isInstanceOf(PgException.class)
          .hasMessageContaining("port is in use (choose another port");
    }
  }

  @Test
  void strangersServerOnTheStoredPortIsNotUsed() throws Exception {
    PgTarget first = server.start(0);
    String content = Files.readString(data.resolve("postgres/cluster/postmaster.pid"));
    server.stop();
    String stranger = PgFixture.target().jdbcUrl().replaceAll(".*:(\\d+)/.*", "$1");
    String port = first.jdbcUrl().replaceAll(".*:(\\d+)/.*", "$1");
    Files.writeString(
        data.resolve("postgres/cluster/postmaster.pid"),
        content.replace("\n" + port + "\n", "\n" + stranger + "\n"));
    assertThat(server.running()).isEmpty();
    assertThat(server.start(0).jdbcUrl()).isNotEqualTo(PgFixture.target().jdbcUrl());
  }

  @Test
  void twoProcessesThatStartAtOnceShareOneServer() throws Exception {
    List<Process> starters = new ArrayList<>();
    List<Path> outputs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Path output = data.resolve("starter-" + i);
      outputs.add(output);
      starters.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  StartServer.class.getName(),
                  data.toString(),
                  PgFixture.cache().toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start());
    }
    for (Process starter : starters) {
      assertThat(starter.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    String first = Files.readString(outputs.get(0));
    assertThat(first).contains("STARTED jdbc:postgresql://127.0.0.1:");
    assertThat(url(outputs.get(1))).isEqualTo(url(outputs.get(0)));
    assertThat(server.running()).isPresent();
  }

  @Test
  void callerWithPipesIsNotHeldByTheServer() throws Exception {
    Process starter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartServer.class.getName(),
                data.toString(),
                PgFixture.cache().toString())
            .redirectErrorStream(true)
            .start();
    // Reads to the end of the pipe: it would never come if the server had inherited it.
    String output = new String(starter.getInputStream().readAllBytes(), UTF_8);
    assertThat(output).contains("STARTED");
    assertThat(server.running()).isPresent();
  }

  @Test
  void passwordIsForTheOwnerOnlyAndNeverShown() throws Exception {
    PgTarget target = server.start(0);
    Path password = data.resolve("postgres/password");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
        .isEqualTo("rw-------");
    assertThat(target.toString()).doesNotContain(Files.readString(password));
    PgTarget guess = new PgTarget(target.jdbcUrl(), target.user(), "guess");
    assertThatThrownBy(guess::connect)
        .isInstanceOf(PgException.class)
        .hasMessageContaining("check user and password")
        .hasMessageNotContaining("guess");
  }

  @Test
  @EnabledIf("isRoot")
  void rootWithoutNamespacesRunsItAsNobody() throws Exception {
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    server = new PrivateServer(data, PgFixture.cache(), () -> ServerAccount.NOBODY);
    execute(server.start(0), "SELECT 1");
    assertThat(Files.getOwner(data.resolve("postgres/cluster"))).hasToString("nobody");
    assertThat(server.stop()).isTrue();
    execute(server.start(0), "SELECT 1");
  }

  @Test
  @EnabledIf("isRoot")
  void folderThatNobodyMayNotEnterIsNamedWithARemedy() throws Exception {
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
    server = new PrivateServer(data, PgFixture.cache(), () -> ServerAccount.NOBODY);
    assertThatThrownBy(() -> server.start(0))
        .isInstanceOf(PgException.class)
        .hasMessageContaining("who may not enter " + data);
  }

  static boolean isRoot() throws Exception {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  private static String url(Path output) throws Exception {
    return Files.readString(output).lines().filter(l -> l.startsWith("STARTED")).findFirst().get();
  }

  private long pid() {
    return PostmasterFile.read(data.resolve("postgres/cluster")).orElseThrow().pid();
  }

  private static void kill(long pid) throws Exception {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    process.destroyForcibly();
    process.onExit().get(10, TimeUnit.SECONDS);
  }

  private static void execute(PgTarget target, String sql) throws Exception {
    try (Connection connection = target.connect();
        Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet row = statement.getResultSet()) {
          assertThat(row.next()).isTrue();
        }
      }
    }
  }
}
