package io.codestrata.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The {@code git} command on a git directory of this machine, for those that JGit cannot read. It
 * reads no settings but the repository's own, runs nothing that these name, and asks no other
 * machine for what is missing.
 *
 * @param gitDirectory the folder with {@code HEAD}; that of a linked work tree will do
 */
record LocalCommand(Path gitDirectory) {
  private static final String GIT = "git";
  private static final String NOTHING = "/dev/null";

  /** The first version with it is 2.36: one process tells sizes and gives contents. */
  private static final String CAT_FILE = "cat-file";

  /** Whether the machine has a git that is new enough, and it can read the directory. */
  boolean isReadable() {
    try {
      return run(CAT_FILE, "--batch-command").code() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** A process that is asked for objects and answers; the caller ends it. */
  Process objects() throws IOException {
    return builder(CAT_FILE, "--batch-command")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Runs it with empty input. What it prints is short. */
  GitProcess run(String... arguments) throws IOException {
    try {
      return GitProcess.run(builder(arguments));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private ProcessBuilder builder(String... arguments) {
    List<String> command = new ArrayList<>(List.of(GIT, "--git-dir=" + gitDirectory));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    GitProcess.prepare(environment, Map.of("safe.directory", "*"));
    environment.put("GIT_CONFIG_GLOBAL", NOTHING);
    environment.put("GIT_CONFIG_SYSTEM", NOTHING);
    environment.put("GIT_NO_REPLACE_OBJECTS", "1");
    environment.put("GIT_OPTIONAL_LOCKS", "0");
    // A partial clone would fetch what it lacks, by whatever command its settings name.
    environment.put("GIT_NO_LAZY_FETCH", "1");
    environment.put("GIT_ALLOW_PROTOCOL", "");
    return builder;
  }
}
