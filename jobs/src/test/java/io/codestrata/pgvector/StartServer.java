package io.codestrata.pgvector;

import java.nio.file.Path;

/** Another process that wants the server: arguments data folder, cache folder. */
final class StartServer {
  private StartServer() {}

  public static void main(String[] arguments) throws PgException {
    PgTarget target = new PrivateServer(Path.of(arguments[0]), Path.of(arguments[1])).start(0);
    System.out.println("STARTED " + target.jdbcUrl());
  }
}
