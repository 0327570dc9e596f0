package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.pgvector.PgFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spark as users install it: the package of PyPI, which holds a whole distribution. pip fetches it
 * at first use into the folder of downloads, pinned by SHA-256.
 */
public final class PySpark {
  private static final String FOLDER = "pyspark-4.2.0";

  private PySpark() {}

  /** What PYTHONPATH needs. */
  static synchronized Path libraries() throws Exception {
    Path folder = PgFixture.cache().resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(PgFixture.cache());
      Path fresh = Files.createTempDirectory(PgFixture.cache(), "download-");
      Path requirements = fresh.resolve("requirements.txt");
      try (InputStream in = PySpark.class.getResourceAsStream("pyspark-requirements.txt")) {
        Files.write(requirements, in.readAllBytes());
      }
      run(
          fresh,
          Map.of(),
          "python3",
          "-m",
          "pip",
          "install",
          "--quiet",
          "--disable-pip-version-check",
          "--no-deps",
          "--require-hashes",
          "-r",
          requirements.toString(),
          "--target",
          fresh.toString());
      Files.move(fresh, folder);
    }
    return folder;
  }

  /** SPARK_HOME. */
  public static Path home() throws Exception {
    return libraries().resolve("pyspark");
  }

  /** The artifact's jars, as {@code --jars} takes them. */
  static String jars() throws IOException {
    Path dist = Path.of("target", "dist").toAbsolutePath();
    try (Stream<Path> libraries = Files.list(dist.resolve("lib"))) {
      return Stream.concat(libraries, Stream.of(dist.resolve("codestrata-jobs.jar")))
          .map(Path::toString)
          .collect(Collectors.joining(","));
    }
  }

  /** Standard output of a process that ends well; its logs stay in the folder. */
  static String run(Path folder, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(CODESTRATA_|SPARK_).*"));
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    assertThat(code).as("%s: %s", List.of(command), Files.readString(err)).isZero();
    return Files.readString(out);
  }
}
