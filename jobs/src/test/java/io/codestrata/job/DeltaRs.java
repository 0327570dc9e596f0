package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.pgvector.PgFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a lake with delta-rs, in a process of its own. pip fetches it at first use into the folder
 * of downloads, pinned by SHA-256, as the private server's wheel is.
 */
final class DeltaRs {
  private static final String FOLDER = "delta-rs-1.6.6";

  private DeltaRs() {}

  /** What {@code delta_rs_read.py} prints of the lake. */
  static List<JsonNode> read(Path lake) throws Exception {
    Path libraries = libraries();
    Path script = resource("delta_rs_read.py", Files.createTempFile("read", ".py"));
    try {
      ObjectMapper json = new ObjectMapper();
      List<JsonNode> lines = new ArrayList<>();
      for (String line : run(libraries, script.toString(), lake.toString()).lines().toList()) {
        lines.add(json.readTree(line));
      }
      return lines;
    } finally {
      Files.delete(script);
    }
  }

  private static Path libraries() throws Exception {
    Path folder = PgFixture.cache().resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(PgFixture.cache());
      Path fresh = Files.createTempDirectory(PgFixture.cache(), "download-");
      Path requirements = resource("delta-rs-requirements.txt", fresh.resolve("requirements.txt"));
      run(
          fresh,
          "-m",
          "pip",
          "install",
          "--quiet",
          "--disable-pip-version-check",
          "--no-deps",
          "--only-binary",
          ":all:",
          "--require-hashes",
          "-r",
          requirements.toString(),
          "--target",
          fresh.toString());
      Files.move(fresh, folder);
    }
    return folder;
  }

  private static String run(Path libraries, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("PYTHONPATH", libraries.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
    return output;
  }

  private static Path resource(String name, Path target) throws IOException {
    try (InputStream in = DeltaRs.class.getResourceAsStream(name)) {
      Files.write(target, in.readAllBytes());
    }
    return target;
  }
}
