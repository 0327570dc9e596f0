package io.codestrata.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A Spark distribution's folder. */
final class SparkHome {
  private SparkHome() {}

  /** Makes one of the jars that the build has brought. */
  static Path in(Path folder) throws IOException {
    Path home = Files.createDirectories(folder.resolve("spark"));
    Path jars = Files.createDirectories(home.resolve("jars"));
    Path dist = Path.of("target", "dist").toAbsolutePath();
    link(dist.resolve("spark"), "*.jar", jars);
    // What Spark brings as well, and our artifact keeps among its own.
    link(dist.resolve("lib"), "{slf4j,jackson,snakeyaml,commons-,gson}*.jar", jars);
    Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(
        submit,
        """
        #!/usr/bin/env bash
        # As a distribution's script does: the launcher prints a NUL and a line end, then the
        # command, its words separated by NULs.
        export SPARK_SCALA_VERSION=2.13
        command=()
        while IFS= read -r -d '' word; do command+=("$word"); done < <(
          java -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \\
            org.apache.spark.deploy.SparkSubmit "$@" | tail -c +3)
        exec "${command[@]}"
        """);
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  static void link(Path from, String pattern, Path into) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(from, pattern)) {
      for (Path jar : found) {
        Files.createSymbolicLink(into.resolve(jar.getFileName()), jar);
      }
    }
  }
}
