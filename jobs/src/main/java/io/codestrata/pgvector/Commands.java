package io.codestrata.pgvector;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs whose children may outlive this process: input from the null device and output to a
 * file, never a pipe, which a daemon would keep open and its reader wait for.
 */
final class Commands {
  private static final int TAIL_CHARACTERS = 300;

  private Commands() {}

  /**
   * @return the exit status
   * @throws IOException when the program does not start
   * @throws PgException when it runs past the limit (it is ended) or the thread is interrupted
   */
  static int run(List<String> command, Path output, Duration limit)
      throws IOException, PgException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new PgException(
          "a step took over "
              + limit.toSeconds()
              + " s and was ended: "
              + command.get(0)
              + " (see "
              + output
              + ", then run again)",
          null);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw PgErrors.interrupted("run " + command.get(0));
    }
  }

  /** The last words of a program's output, for a message. */
  static String tail(Path output) {
    try {
      byte[] bytes = Files.readAllBytes(output);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      return text.substring(Math.max(0, text.length() - TAIL_CHARACTERS));
    } catch (IOException e) {
      return "no output";
    }
  }
}
