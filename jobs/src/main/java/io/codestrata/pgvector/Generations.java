package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Which generations a database holds, which of them a search sees, and which one serves. */
public final class Generations {
  private static final int FIRST_VERSION_WITH_GENERATIONS = 4;

  private Generations() {}

  /**
   * How much is published of a generation.
   *
   * @param repositories further refs included
   * @param files those that search can find
   */
  public record Size(long repositories, long files) {}

  /** Those of all lakes, the oldest first; none where our schema was never made. */
  public static List<Generation> of(Connection connection) throws PgException {
    try {
      if (Migrations.version(connection) < FIRST_VERSION_WITH_GENERATIONS) {
        return List.of();
      }
      List<Generation> generations = new ArrayList<>();
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT lake, name, model, chunking, table_version, updated_at, serving FROM"
                      + " codestrata.generation WHERE table_version >= 0 ORDER BY id")) {
        while (row.next()) {
          generations.add(
              new Generation(
                  new GenerationKey(row.getString(1), row.getString(2)),
                  row.getString(3),
                  row.getString(4),
                  row.getLong(5),
                  row.getTimestamp(6).toInstant(),
                  row.getBoolean(7)));
        }
      }
      return generations;
    } catch (SQLException e) {
      throw PgErrors.of("read the generations", e);
    }
  }

  /** Those of one lake, the oldest first. */
  public static List<Generation> of(Connection connection, String lake) throws PgException {
    return of(connection).stream()
        .filter(generation -> generation.key().lake().equals(lake))
        .toList();
  }

  /** Counts its rows. */
  public static Size size(Connection connection, GenerationKey key) throws PgException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT (SELECT count(*) FROM codestrata.generation_repository r WHERE r.generation ="
                + " g.id), (SELECT count(*) FROM codestrata.generation_file f WHERE f.generation ="
                + " g.id) FROM codestrata.generation g WHERE g.lake = ? AND g.name = ?")) {
      select.setString(1, key.lake());
      select.setString(2, key.name());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new Size(row.getLong(1), row.getLong(2)) : new Size(0, 0);
      }
    } catch (SQLException e) {
      throw PgErrors.of("count the rows of generation " + key.name(), e);
    }
  }

  /**
   * Makes searches over this connection see the generations of a name, instead of those that serve.
   */
  public static void show(Connection connection, String name) throws PgException {
    try (PreparedStatement set =
        connection.prepareStatement("SELECT set_config('codestrata.generation', ?, false)")) {
      set.setString(1, name);
      set.execute();
    } catch (SQLException e) {
      throw PgErrors.of("choose generation " + name, e);
    }
  }

  /** Makes it the one of its lake that serves, in one transaction. */
  public static void serve(Connection connection, GenerationKey key) throws PgException {
    try {
      Transactions.run(
          connection,
          c -> {
            AdvisoryLock.PUBLISH.takeForTransaction(c);
            // The one that served first, since no two may.
            update(
                c,
                "UPDATE codestrata.generation SET serving = false WHERE lake = ? AND serving AND"
                    + " name <> ?",
                key);
            update(
                c,
                "UPDATE codestrata.generation SET serving = true WHERE lake = ? AND name = ?",
                key);
            return null;
          });
    } catch (SQLException e) {
      throw PgErrors.of("switch to generation " + key.name(), e);
    }
  }

  /**
   * Takes one away that does not serve, with what only it holds. Contents that a run counts on are
   * left to the next publication.
   *
   * @param connection on which {@link PgVectorSink#beginRun} was called
   */
  public static void drop(Connection connection, GenerationKey key) throws PgException {
    try {
      Transactions.run(
          connection,
          c -> {
            AdvisoryLock.PUBLISH.takeForTransaction(c);
            String named =
                "(SELECT id FROM codestrata.generation WHERE lake = ? AND name = ? AND NOT"
                    + " serving)";
            update(c, Publisher.RELEASE + "WHERE f.generation = " + named + Publisher.AS_IS, key);
            update(c, "DELETE FROM codestrata.generation WHERE id = " + named, key);
            if (AdvisoryLock.CONTENTS.tryForTransaction(c)) {
              return new Collector(c).collect(false);
            }
            return Collector.NOTHING;
          });
    } catch (SQLException e) {
      throw PgErrors.of("drop generation " + key.name(), e);
    }
  }

  private static void update(Connection connection, String sql, GenerationKey key)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, key.lake());
      update.setString(2, key.name());
      update.executeUpdate();
    }
  }
}
