package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake on {@code s3a://}: the command line with Hadoop's client against a local S3 server. */
class ObjectStoreIT {
  private static final Path TRIAL = Path.of("..", "jobs", "bench", "object-store.sh");
  private static final long LIMIT_SECONDS = 600;

  @TempDir Path folder;

  @Test
  void postgresqlEqualsALakeInAnObjectStoreAfterEachRun() throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new Launcher(folder, TRIAL.toAbsolutePath().normalize())
            .builder("--quick")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    Process trial = builder.start();
    boolean ended = trial.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    trial.descendants().forEach(ProcessHandle::destroyForcibly);
    trial.destroyForcibly();

    String said = Files.readString(out) + Files.readString(err);
    assertThat(ended).as(said).isTrue();
    assertThat(trial.waitFor()).as(said).isZero();
    assertThat(Files.readString(out))
        .containsSubsequence(
            "object-store: first run: equal",
            "object-store: two runs at once: equal",
            "object-store: a run of a manifest in the store: equal",
            "cart.py",
            "tax.py");
  }
}
