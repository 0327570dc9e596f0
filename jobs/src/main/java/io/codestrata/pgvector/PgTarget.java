package io.codestrata.pgvector;

import java.io.Serializable;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Which database, and as whom. Travels to executors, so it is serializable; its {@link #toString}
 * shows neither the password nor the address's parameters.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database?parameters}, without credentials
 * @param user database user
 * @param password may be empty: then pgjdbc looks into {@code ~/.pgpass}
 * @param application what the server calls our sessions
 */
public record PgTarget(String jdbcUrl, String user, String password, String application)
    implements Serializable {
  private static final long serialVersionUID = 2L;
  private static final String APPLICATION = "codestrata";

  /** What PostgreSQL keeps of a name. */
  private static final int MOST_NAME_BYTES = 63;

  private static final String JDBC = "jdbc:";
  private static final String TIMEOUT_SECONDS = "10";

  public PgTarget(String jdbcUrl, String user, String password) {
    this(jdbcUrl, user, password, APPLICATION);
  }

  /**
   * The same, for work that others are to recognise in the server's logs and list of sessions.
   *
   * @param trace its id; what does not fit into a name of PostgreSQL is cut off
   */
  public PgTarget tracedBy(String trace) {
    String name = APPLICATION + " " + trace;
    return new PgTarget(
        jdbcUrl, user, password, name.substring(0, Math.min(MOST_NAME_BYTES, name.length())));
  }

  /**
   * Reads an address as users write it: {@code postgresql://user:password@host:port/database?...},
   * {@code postgres://...} or {@code jdbc:postgresql://...?user=..&password=..}. What the address
   * leaves out comes from {@code PGUSER} and {@code PGPASSWORD}.
   *
   * @throws PgException when it is none of these; the message does not repeat the address, which
   *     may hold a password
   */
  public static PgTarget parse(String url) throws PgException {
    return parse(url, System.getenv());
  }

  static PgTarget parse(String url, Map<String, String> environment) throws PgException {
    String rest = url.strip();
    if (rest.startsWith(JDBC)) {
      rest = rest.substring(JDBC.length());
    }
    int scheme = rest.indexOf("://");
    if (scheme < 0 || !List.of("postgresql", "postgres").contains(rest.substring(0, scheme))) {
      throw PgErrors.badUrl("it does not start with postgresql://");
    }
    rest = rest.substring(scheme + 3);
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    String address = question < 0 ? rest : rest.substring(0, question);
    String user = environment.getOrDefault("PGUSER", System.getProperty("user.name", ""));
    String password = environment.getOrDefault("PGPASSWORD", "");
    int at = address.lastIndexOf('@');
    if (at >= 0) {
      String credentials = address.substring(0, at);
      address = address.substring(at + 1);
      int colon = credentials.indexOf(':');
      user = decoded(colon < 0 ? credentials : credentials.substring(0, colon));
      password = colon < 0 ? password : decoded(credentials.substring(colon + 1));
    }
    List<String> kept = new ArrayList<>();
    for (String parameter : query.split("&")) {
      String name = parameter.substring(0, Math.max(0, parameter.indexOf('=')));
      String value = parameter.substring(parameter.indexOf('=') + 1);
      switch (name) {
        case "user" -> user = decoded(value);
        case "password" -> password = decoded(value);
        case "application_name", "ApplicationName", "" -> {}
        default -> kept.add(parameter);
      }
    }
    int slash = address.indexOf('/');
    if (slash < 0 || slash == address.length() - 1) {
      throw PgErrors.badUrl("it names no database");
    }
    if (slash == 0) {
      address = "localhost" + address;
    }
    String parameters = kept.isEmpty() ? "" : "?" + String.join("&", kept);
    return new PgTarget("jdbc:postgresql://" + address + parameters, user, password);
  }

  /** The same server and user, another database. */
  public PgTarget withDatabase(String database) {
    int end = jdbcUrl.indexOf('?') < 0 ? jdbcUrl.length() : jdbcUrl.indexOf('?');
    int slash = jdbcUrl.lastIndexOf('/', end);
    return new PgTarget(
        jdbcUrl.substring(0, slash + 1) + database + jdbcUrl.substring(end),
        user,
        password,
        application);
  }

  /**
   * Opens a connection; gives up after about 10 s.
   *
   * @throws PgException when nobody listens, or user, password or database are refused
   */
  public Connection connect() throws PgException {
    try {
      return open();
    } catch (SQLException e) {
      throw PgErrors.of("connect to " + this, e);
    }
  }

  /** {@link #connect} for callers that want the SQLSTATE. */
  Connection open() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", application);
    properties.setProperty("loginTimeout", TIMEOUT_SECONDS);
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    // Not DriverManager: it does not see drivers that Spark's class loader brought.
    Connection connection = new Driver().connect(jdbcUrl, properties);
    if (connection == null) {
      throw new SQLException("not an address of PostgreSQL", "08001");
    }
    return connection;
  }

  @Override
  public String toString() {
    int question = jdbcUrl.indexOf('?');
    String shown = question < 0 ? jdbcUrl : jdbcUrl.substring(0, question);
    return shown.substring(JDBC.length()) + " as " + user;
  }

  private static String decoded(String part) throws PgException {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw PgErrors.badUrl("user or password hold a % that is not written %25");
    }
  }
}
