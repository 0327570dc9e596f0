package io.codestrata.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the {@code git} command said.
 *
 * @param code its exit status
 */
record GitProcess(int code, String out, String errors) {

  /** Runs it with empty input. What it prints is short. */
  static GitProcess run(ProcessBuilder builder) throws IOException, InterruptedException {
    Path errors = Files.createTempFile("codestrata-git-", ".log");
    try {
      Process process = builder.redirectError(errors.toFile()).start();
      try (InputStream out = process.getInputStream()) {
        process.getOutputStream().close();
        String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        return new GitProcess(
            code, said, new String(Files.readAllBytes(errors), StandardCharsets.UTF_8));
      } finally {
        process.destroy();
      }
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  /**
   * Prepares its environment: what the caller's shell says about a repository of its own is not
   * meant for another, and messages are in English.
   *
   * @param settings over those of git's files
   */
  static void prepare(Map<String, String> environment, Map<String, String> settings) {
    environment.keySet().removeIf(GitProcess::isAboutARepository);
    environment.put("LC_ALL", "C");
    int number = 0;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      environment.put("GIT_CONFIG_KEY_" + number, setting.getKey());
      environment.put("GIT_CONFIG_VALUE_" + number, setting.getValue());
      number++;
    }
    environment.put("GIT_CONFIG_COUNT", Integer.toString(number));
  }

  private static boolean isAboutARepository(String variable) {
    return switch (variable) {
      case "GIT_DIR",
          "GIT_WORK_TREE",
          "GIT_INDEX_FILE",
          "GIT_COMMON_DIR",
          "GIT_OBJECT_DIRECTORY",
          "GIT_ALTERNATE_OBJECT_DIRECTORIES",
          "GIT_NAMESPACE",
          "GIT_PREFIX",
          "GIT_TRACE",
          "GIT_TRACE_CURL",
          "GIT_CURL_VERBOSE" ->
          true;
      default -> variable.startsWith("GIT_CONFIG_");
    };
  }
}
