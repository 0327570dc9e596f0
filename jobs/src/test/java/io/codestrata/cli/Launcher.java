package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The command line as users meet it: {@code bin/codestrata} in a process of its own, with a data
 * folder of its own and none of this process's settings.
 */
final class Launcher {
  private static final Path PROGRAM = Path.of("..", "bin", "codestrata").toAbsolutePath();
  private static final long LIMIT_SECONDS = 300;

  private final Path folder;
  private final Path program;
  private final Map<String, String> environment = new LinkedHashMap<>();

  /**
   * @param folder for the data folder and what the processes print
   */
  Launcher(Path folder) {
    this(folder, PROGRAM);
  }

  /** A launcher that is not this repository's own. */
  Launcher(Path folder, Path program) {
    this.folder = folder;
    this.program = program;
    environment.put("CODESTRATA_DATA", data().toString());
  }

  Path data() {
    return folder.resolve("data");
  }

  Launcher with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /**
   * What a process left.
   *
   * @param code its exit code
   * @param out standard output
   * @param err standard error
   */
  record Outcome(int code, String out, String err) {
    JsonNode json() throws JsonProcessingException {
      return new ObjectMapper().readTree(out);
    }
  }

  Outcome run(String... arguments) throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process =
        builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    assertThat(ended)
        .as("%s ended; it said: %s", List.of(arguments), Files.readString(err))
        .isTrue();
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** The process, not started yet. */
  ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(CODESTRATA_|PG|VOYAGE_|SPARK_|NO_COLOR).*"));
    builder.environment().putAll(environment);
    return builder;
  }
}
