package io.codestrata.pgvector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a running server says of itself in {@code postmaster.pid} (PostgreSQL source, {@code
 * src/include/utils/pidfile.h}). A crashed server leaves the file behind.
 *
 * @param pid process
 * @param port TCP port
 */
record PostmasterFile(long pid, int port) {

  static Path in(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  static Optional<PostmasterFile> read(Path cluster) {
    try {
      List<String> lines = Files.readAllLines(in(cluster));
      if (lines.size() < 4) {
        return Optional.empty();
      }
      return Optional.of(
          new PostmasterFile(
              Long.parseLong(lines.get(0).strip()), Integer.parseInt(lines.get(3).strip())));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** True when the process lives and is a PostgreSQL: the number may be someone else's by now. */
  boolean isAlive() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().command())
        .filter(command -> command.endsWith("/postgres"))
        .isPresent();
  }
}
