package io.codestrata.pgvector;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The TCP port on 127.0.0.1 that a private server listens on, or last did.
 *
 * @param file where it is kept, in decimal digits
 */
record ServerPort(Path file) {
  private static final int HIGHEST = 65_535;

  /**
   * One that is free.
   *
   * @param asked 0 for the last one or else any
   * @throws PgException where the one that is asked for is taken
   */
  int choose(int asked) throws PgException, IOException {
    if (asked != 0) {
      if (!isFree(asked)) {
        throw PgErrors.portInUse(asked);
      }
      return asked;
    }
    Optional<Integer> last = last();
    if (last.isPresent() && isFree(last.get())) {
      return last.get();
    }
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /**
   * Keeps it, before the server starts, and whole: whoever is killed meanwhile leaves no server
   * without it.
   */
  void keep(int port) throws IOException {
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(written, Integer.toString(port));
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** None where the file is damaged. */
  private Optional<Integer> last() throws IOException {
    String text = Files.exists(file) ? Files.readString(file).strip() : "";
    return text.matches("\\d{1,5}")
        ? Optional.of(Integer.valueOf(text)).filter(port -> port <= HIGHEST)
        : Optional.empty();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
