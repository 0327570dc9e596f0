package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One snapshot of what is published as a generation of a lake, to be compared with the lake:
 * whatever others commit meanwhile does not show. Rows come in the order of their keys through a
 * cursor, as hashes that the server makes.
 */
public final class Verification implements AutoCloseable {
  private static final int FETCH_ROWS = 5_000;

  /** Contents, each with its model, that other generations have or that wait to be collected. */
  private static final String OTHERS =
      "WITH others AS MATERIALIZED (SELECT f.content_hash, f.language, f.chunking, f.model FROM"
          + " codestrata.generation_file f WHERE f.generation <> ? UNION SELECT content_hash, language, chunking, model FROM codestrata.released) ";

  /** A table that is compared row by row; see {@link RowDigest} for the columns. */
  public enum Table {
    FILES(
        "SELECT "
            + md5("f.repository, f.path")
            + ", "
            + md5("f.content_hash, f.language, f.chunking, f.model, f.size")
            + ", f.repository, false FROM codestrata.generation_file f WHERE f.generation = ?"),
    CHUNKS(
        OTHERS
            + "SELECT "
            + md5("c.content_hash, c.language, c.chunking, c.ordinal")
            + ", "
            + md5(
                "c.chunk_hash, c.kind, c.symbol, c.breadcrumb, c.start_line, c.end_line,"
                    + " c.start_byte, c.end_byte, c.tokens, md5(tsvectorsend(c.lexemes)), c.text")
            + ", concat_ws(chr(1), c.content_hash, c.language, c.chunking), EXISTS (SELECT 1 FROM"
            + " others o WHERE o.content_hash = c.content_hash AND o.language = c.language AND"
            + " o.chunking = c.chunking) FROM codestrata.chunk c"),
    EMBEDDINGS(
        OTHERS
            + "SELECT "
            + md5("e.chunk_hash, e.model")
            + ", md5(vector_send(e.embedding::vector)), concat_ws(chr(1), e.chunk_hash, e.model), EXISTS"
            + " (SELECT 1 FROM others o JOIN codestrata.chunk c USING (content_hash, language,"
            + " chunking) WHERE c.chunk_hash = e.chunk_hash AND o.model = e.model) FROM"
            + " codestrata.embedding e");

    private final String sql;

    Table(String sql) {
      this.sql = sql + " ORDER BY 1";
    }

    private static String md5(String columns) {
      return "md5(convert_to(concat_ws(chr(1), " + columns + "), 'UTF8')) COLLATE \"C\"";
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Connection connection;
  private final GenerationKey key;
  private final int generation;

  private Verification(Connection connection, GenerationKey key, int generation) {
    this.connection = connection;
    this.key = key;
    this.generation = generation;
  }

  /** Begins; the connection is of no other use until {@link #close}. */
  public static Verification begin(Connection connection, GenerationKey key) throws PgException {
    try {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        // The order of a table's keys is made by sorting it.
        statement.execute("SET LOCAL work_mem = '128MB'");
      }
      return new Verification(connection, key, PgVectorSink.generationId(connection, key));
    } catch (SQLException e) {
      throw PgErrors.of("begin to verify", e);
    }
  }

  public Optional<Checkpoint> checkpoint() throws PgException {
    return PgVectorSink.checkpoint(connection, key);
  }

  public List<RepositoryRow> repositories() throws PgException {
    return PgVectorSink.repositories(connection, key);
  }

  /** As what embeddings are kept. */
  public VectorStorage storage() throws PgException {
    return VectorStorage.of(connection);
  }

  /**
   * Compares a table.
   *
   * @param expected what should be published, in the order of the keys; a key twice counts once
   * @param wrong told the labels of rows that are missing, surplus or different
   */
  public TableDifference compare(Table table, Iterator<RowDigest> expected, Consumer<String> wrong)
      throws PgException {
    try (PreparedStatement select = connection.prepareStatement(table.sql)) {
      select.setInt(1, generation);
      select.setFetchSize(FETCH_ROWS);
      try (ResultSet rows = select.executeQuery()) {
        return merge(table.label(), expected, rows, wrong);
      }
    } catch (SQLException e) {
      throw PgErrors.of("compare " + table.label(), e);
    }
  }

  private static TableDifference merge(
      String table, Iterator<RowDigest> expected, ResultSet rows, Consumer<String> wrong)
      throws SQLException {
    long lake = 0;
    long missing = 0;
    long surplus = 0;
    long different = 0;
    RowDigest wanted = after(null, expected);
    boolean more = rows.next();
    while (wanted != null || more) {
      int order = !more ? -1 : wanted == null ? 1 : wanted.key().compareTo(rows.getString(1));
      if (order < 0) {
        missing++;
        wrong.accept(wanted.label());
      } else if (order > 0) {
        boolean othersNeedIt = rows.getBoolean(4);
        surplus += othersNeedIt ? 0 : 1;
        if (!othersNeedIt) {
          wrong.accept(rows.getString(3));
        }
      } else if (!wanted.digest().equals(rows.getString(2))) {
        different++;
        wrong.accept(wanted.label());
      }
      if (order <= 0) {
        lake++;
        wanted = after(wanted, expected);
      }
      if (order >= 0) {
        more = rows.next();
      }
    }
    return TableDifference.of(table, lake, missing, surplus, different);
  }

  private static RowDigest after(RowDigest last, Iterator<RowDigest> rows) {
    while (rows.hasNext()) {
      RowDigest next = rows.next();
      if (last == null || !next.key().equals(last.key())) {
        return next;
      }
    }
    return null;
  }

  @Override
  public void close() throws PgException {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw PgErrors.of("end to verify", e);
    }
  }
}
