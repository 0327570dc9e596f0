package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.job.PySpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real cluster: a standalone master and workers of one core each on loopback, every worker with a
 * folder, a home and a cache of its own, so that nothing of this checkout reaches executors but
 * what is sent to them.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED =
      Pattern.compile("(Successfully registered) with master");
  private static final long START_SECONDS = 60;

  private final Path folder;
  private final List<Process> daemons = new ArrayList<>();
  private final List<Process> workers = new ArrayList<>();
  private final String address;

  StandaloneCluster(Path folder, int workers) throws Exception {
    this.folder = folder;
    this.address = await(start("master", "127.0.0.1", "master.Master"), "master", ADDRESS);
    for (int i = 0; i < workers; i++) {
      String name = "worker" + i;
      Path work = Files.createDirectories(folder.resolve(name).resolve("work"));
      this.workers.add(
          start(
              name,
              // Spark makes a copy of a slow task on another host only.
              "127.0.0." + (2 + i),
              "worker.Worker",
              "--cores",
              "1",
              "--memory",
              "1g",
              "--work-dir",
              work.toString(),
              address));
    }
    for (int i = 0; i < workers; i++) {
      await(this.workers.get(i), "worker" + i, REGISTERED);
    }
  }

  /** The master's address. */
  String address() {
    return address;
  }

  /**
   * Home folder of a worker's executors.
   *
   * @param worker counted from 0
   */
  Path home(int worker) {
    return folder.resolve("worker" + worker);
  }

  private Process start(String name, String host, String main, String... options) throws Exception {
    Path home = Files.createDirectories(folder.resolve(name));
    List<String> command =
        new ArrayList<>(
            List.of(
                PySpark.home().resolve("bin/spark-class").toString(),
                "org.apache.spark.deploy." + main,
                "--host",
                host,
                "--port",
                "0",
                "--webui-port",
                "0"));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile());
    builder
        .environment()
        .keySet()
        .removeIf(variable -> variable.matches("(CODESTRATA_|VOYAGE_|PG|SPARK_|XDG_).*"));
    builder.environment().put("SPARK_HOME", PySpark.home().toString());
    builder.environment().put("SPARK_LOCAL_IP", host);
    builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
    builder.environment().put("HOME", home.toString());
    builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
    Process process = builder.start();
    daemons.add(process);
    return process;
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private String await(Process process, String name, Pattern sign) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline && process.isAlive()) {
      Matcher found = sign.matcher(Files.readString(log(name)));
      if (found.find()) {
        return found.group(1);
      }
      process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError(name + " does not start: " + Files.readString(log(name)));
  }

  /** The executors that run now. */
  List<ProcessHandle> executors() {
    return workers.stream()
        .flatMap(Process::descendants)
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains("CoarseGrainedExecutorBackend"))
                    .isPresent())
        .toList();
  }

  /** The one that has been there for longest. */
  ProcessHandle oldestExecutor() {
    return executors().stream()
        .min(Comparator.comparing(executor -> executor.info().startInstant().orElseThrow()))
        .orElseThrow();
  }

  /** Sends a signal by its name. */
  static void signal(String name, ProcessHandle process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** SIGKILL, and its end. */
  static void kill(ProcessHandle executor) throws Exception {
    executor.destroyForcibly();
    executor.onExit().get(START_SECONDS, TimeUnit.SECONDS);
  }

  /** What executors printed, for messages of tests. */
  String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.endsWith("stderr")).toList()) {
        List<String> lines = Files.readAllLines(file);
        all.append(file)
            .append(":\n")
            .append(String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())))
            .append('\n');
      }
    }
    return all.toString();
  }

  @Override
  public void close() throws Exception {
    for (Process daemon : daemons) {
      List<ProcessHandle> below = daemon.descendants().toList();
      daemon.destroy();
      below.forEach(ProcessHandle::destroy);
      assertThat(daemon.waitFor(START_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }
}
