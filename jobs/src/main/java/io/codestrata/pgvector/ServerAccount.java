package io.codestrata.pgvector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * As whom the private server runs. PostgreSQL refuses uid 0, so root starts it in a user namespace,
 * where root's files look like nobody's, or, where namespaces are forbidden, as user nobody.
 */
enum ServerAccount {
  SELF,
  NAMESPACE,
  NOBODY;

  private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

  /** What fits this process and machine. */
  static ServerAccount detect() throws PgException {
    if (!isRoot()) {
      return SELF;
    }
    return succeeds(List.of("unshare", "-U", "--", "true")) ? NAMESPACE : NOBODY;
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException e) {
      return "root".equals(System.getProperty("user.name"));
    }
  }

  /** The command as this account runs it. */
  List<String> command(List<String> command) {
    List<String> full = new ArrayList<>();
    switch (this) {
      case SELF -> {}
      case NAMESPACE -> full.addAll(List.of("unshare", "-U", "--"));
      case NOBODY ->
          full.addAll(
              List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
    }
    full.addAll(command);
    return full;
  }

  /** Hands a file or folder to the account. */
  void own(Path path) throws IOException {
    if (this == NOBODY) {
      Files.getFileAttributeView(path, PosixFileAttributeView.class)
          .setOwner(
              path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }
  }

  boolean mayEnter(Path folder) throws PgException {
    return this != NOBODY || succeeds(command(List.of("test", "-x", folder.toString())));
  }

  private static boolean succeeds(List<String> command) throws PgException {
    try {
      return Commands.run(command, Path.of("/dev/null"), PROBE_LIMIT) == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
