package io.codestrata.pgvector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publication inside its transaction, top to bottom: lock, compare the checkpoint, stage the
 * changes, write down the contents that lose a file, change files and repositories, check that
 * every content is whole, collect, move the checkpoint.
 */
final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private static final int FILES_WORTH_STATISTICS = 500;

  static final String RELEASE =
      "INSERT INTO codestrata.released SELECT DISTINCT f.content_hash, f.language, f.chunking,"
          + " f.model FROM codestrata.generation_file f ";
  static final String AS_IS = " ON CONFLICT DO NOTHING";
  private static final String DELETE = "DELETE FROM codestrata.generation_file f ";
  private static final String OWN = "WHERE f.generation = ? AND ";
  private static final String SAME_KEY = "u.repository = f.repository AND u.path = f.path";
  private static final String NOT_UPSERTED =
      "NOT EXISTS (SELECT 1 FROM pg_temp.upserted u WHERE " + SAME_KEY + ")";

  private final Connection connection;
  private final Publication publication;
  private int generation;

  Publisher(Connection connection, Publication publication) {
    this.connection = connection;
    this.publication = publication;
  }

  PublishResult publish() throws SQLException, PgException {
    if (!AdvisoryLock.CONTENTS.isHeldBy(connection)) {
      throw PgErrors.runNotBegun();
    }
    WaitLimits.ofPublication(connection);
    AdvisoryLock.PUBLISH.takeForTransaction(connection);
    compareCheckpoint();
    generation = generation();
    stage();
    takeOver();
    upsertRepositories();
    long deleted = deleteFiles();
    long upserted = upsertFiles();
    execute(
        "DELETE FROM codestrata.released g USING pg_temp.upserted u WHERE (g.content_hash,"
            + " g.language, g.chunking, g.model) = (u.content_hash, u.language, u.chunking,"
            + " u.model)");
    requireWholeContents();
    long withoutEmbedding = countWithoutEmbedding();
    boolean alone = AdvisoryLock.CONTENTS.tryForTransaction(connection);
    Collector.Collected collected =
        alone ? new Collector(connection).collect(publication.fullSnapshot()) : Collector.NOTHING;
    setCheckpoint();
    tidy(upserted);
    if (withoutEmbedding > 0) {
      LOG.warn(
          "{} chunks have no embedding: only the words of a search find them", withoutEmbedding);
    }
    return new PublishResult(
        upserted, deleted, collected.chunks(), collected.embeddings(), withoutEmbedding, alone);
  }

  /** See {@link PgVectorSink#announce}. In one order for all, so that no two wait in a circle. */
  static void announce(Connection connection, Iterator<FileRow> files) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS pg_temp.announced");
      statement.execute("CREATE TEMPORARY TABLE announced (LIKE codestrata.file) ON COMMIT DROP");
      FileRow.copy(connection, "pg_temp.announced", files);
      statement.execute(
          "INSERT INTO codestrata.released SELECT DISTINCT content_hash, language, chunking, model"
              + " FROM pg_temp.announced a WHERE NOT EXISTS (SELECT 1 FROM codestrata.generation_file f"
              + " WHERE f.content_hash = a.content_hash AND f.language = a.language AND f.chunking ="
              + " a.chunking AND f.model = a.model) ORDER BY 1, 2, 3, 4"
              + AS_IS);
    }
  }

  private void compareCheckpoint() throws SQLException, PgException {
    long found =
        PgVectorSink.readCheckpoint(connection, publication.generation())
            .map(Checkpoint::tableVersion)
            .orElse(Publication.NO_CHECKPOINT);
    if (found != publication.fromVersion()) {
      throw PgErrors.publishedMeanwhile(
          publication.generation().lake(), publication.fromVersion(), found);
    }
  }

  /** Its number; the first generation of a lake serves at once. */
  private int generation() throws SQLException {
    GenerationKey key = publication.generation();
    execute(
        "INSERT INTO codestrata.generation (lake, name, table_version, model, chunking, updated_at,"
            + " serving) SELECT ?, ?, -1, '', '', now(), NOT EXISTS (SELECT 1 FROM"
            + " codestrata.generation WHERE lake = ? AND serving) WHERE NOT EXISTS (SELECT 1 FROM"
            + " codestrata.generation WHERE lake = ? AND name = ?)",
        key.lake(),
        key.name(),
        key.lake(),
        key.lake(),
        key.name());
    return PgVectorSink.generationId(connection, key);
  }

  /** A repository is of one lake: what a lost one has published of it leaves. */
  private void takeOver() throws SQLException {
    String[] ids =
        publication.repositories().stream().map(RepositoryRow::id).toArray(String[]::new);
    String lake = publication.generation().lake();
    String others =
        "USING codestrata.generation g WHERE g.id = r.generation AND g.lake <> ? AND r.id = ANY"
            + " (?)";
    execute("DROP TABLE IF EXISTS pg_temp.taken");
    execute("CREATE TEMPORARY TABLE taken (generation int, repository text) ON COMMIT DROP");
    if (execute(
            "WITH gone AS (DELETE FROM codestrata.generation_repository r "
                + others
                + " RETURNING r.generation, r.id) INSERT INTO pg_temp.taken SELECT * FROM gone",
            lake,
            ids)
        > 0) {
      String theirs =
          "WHERE (f.generation, f.repository) IN (SELECT generation, repository FROM"
              + " pg_temp.taken)";
      execute(RELEASE + theirs + AS_IS);
      execute(DELETE + theirs);
    }
  }

  private void stage() throws SQLException {
    execute("DROP TABLE IF EXISTS pg_temp.upserted, pg_temp.deleted");
    execute("CREATE TEMPORARY TABLE upserted (LIKE codestrata.file) ON COMMIT DROP");
    execute("CREATE TEMPORARY TABLE deleted (repository text, path text) ON COMMIT DROP");
    FileRow.copy(connection, "pg_temp.upserted", publication.upserts());
    try (BinaryCopy copy = new BinaryCopy(connection, "pg_temp.deleted", "repository, path")) {
      for (Iterator<FileKey> keys = publication.deletes(); keys.hasNext(); ) {
        FileKey key = keys.next();
        copy.row(2).text(key.repository()).text(key.path());
      }
      copy.finish();
    }
    execute("ANALYZE pg_temp.upserted");
    execute("ANALYZE pg_temp.deleted");
  }

  private void upsertRepositories() throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO codestrata.generation_repository (id, lake, origin, ref, revision,"
                + " indexed_at, default_ref, visibility, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?,"
                + " ?) ON CONFLICT (generation, id) DO UPDATE SET origin = excluded.origin, ref ="
                + " excluded.ref, revision = excluded.revision, indexed_at = excluded.indexed_at,"
                + " default_ref = excluded.default_ref, visibility = excluded.visibility")) {
      for (RepositoryRow row : publication.repositories()) {
        upsert.setString(1, row.id());
        upsert.setString(2, publication.generation().lake());
        upsert.setString(3, row.origin());
        upsert.setString(4, row.ref());
        upsert.setString(5, row.revision());
        upsert.setTimestamp(6, Timestamp.from(row.indexedAt()));
        upsert.setBoolean(7, row.defaultRef());
        upsert.setString(8, row.visibility());
        upsert.setInt(9, generation);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  /** Deletes go before upserts, so a file in both stays. */
  private long deleteFiles() throws SQLException {
    String listed =
        OWN + "(f.repository, f.path) IN (SELECT repository, path FROM pg_temp.deleted)";
    execute(RELEASE + listed + AS_IS, generation);
    long deleted = execute(DELETE + listed + " AND " + NOT_UPSERTED, generation);
    if (!publication.removedRepositories().isEmpty()) {
      String[] removed = publication.removedRepositories().toArray(String[]::new);
      String within = OWN + "f.repository = ANY (?)";
      execute(RELEASE + within + AS_IS, generation, removed);
      deleted += execute(DELETE + within, generation, removed);
      execute(
          "DELETE FROM codestrata.generation_repository WHERE generation = ? AND id = ANY (?)",
          generation,
          removed);
    }
    if (publication.fullSnapshot()) {
      execute(RELEASE + OWN + NOT_UPSERTED + AS_IS, generation);
      deleted += execute(DELETE + OWN + NOT_UPSERTED, generation);
      String[] kept =
          publication.repositories().stream().map(RepositoryRow::id).toArray(String[]::new);
      execute(
          "DELETE FROM codestrata.generation_repository r WHERE generation = ? AND id <> ALL (?)"
              + " AND NOT EXISTS (SELECT 1 FROM pg_temp.upserted u WHERE u.repository = r.id)",
          generation,
          kept);
    }
    return deleted;
  }

  private long upsertFiles() throws SQLException {
    execute(
        RELEASE
            + "JOIN pg_temp.upserted u ON "
            + SAME_KEY
            + " WHERE f.generation = ? AND (f.content_hash, f.language, f.chunking, f.model) <>"
            + " (u.content_hash, u.language, u.chunking, u.model)"
            + AS_IS,
        generation);
    return execute(
        "INSERT INTO codestrata.generation_file AS f (repository, path, content_hash, language,"
            + " chunking, model, size, generation) SELECT repository, path, content_hash, language,"
            + " chunking, model, size, ? FROM pg_temp.upserted ON CONFLICT (generation, repository,"
            + " path) DO UPDATE SET content_hash = excluded.content_hash, language ="
            + " excluded.language, chunking = excluded.chunking, model = excluded.model, size ="
            + " excluded.size WHERE (f.content_hash, f.language, f.chunking, f.model, f.size) <>"
            + " (excluded.content_hash, excluded.language, excluded.chunking, excluded.model,"
            + " excluded.size)",
        generation);
  }

  /**
   * Batches commit on their own, so a content may be there in part. A file without any chunk may be
   * blank; a gap in the ordinals is a load that never ended.
   */
  private void requireWholeContents() throws SQLException, PgException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT min(u.repository || E'\\t' || u.path) FROM pg_temp.upserted u JOIN"
                    + " codestrata.chunk c USING (content_hash, language, chunking) GROUP BY"
                    + " content_hash, language, chunking HAVING count(DISTINCT c.ordinal) <>"
                    + " max(c.ordinal) + 1 LIMIT 1")) {
      if (row.next()) {
        String[] file = row.getString(1).split("\t", 2);
        throw PgErrors.incompleteContent(file[0], file[1]);
      }
    }
  }

  private long countWithoutEmbedding() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(DISTINCT c.chunk_hash) FROM pg_temp.upserted u JOIN codestrata.chunk"
                    + " c USING (content_hash, language, chunking) LEFT JOIN codestrata.embedding e"
                    + " ON e.chunk_hash = c.chunk_hash AND e.model = u.model WHERE e.chunk_hash IS"
                    + " NULL")) {
      row.next();
      return row.getLong(1);
    }
  }

  private void setCheckpoint() throws SQLException {
    execute(
        "UPDATE codestrata.generation SET table_version = ?, model = ?, chunking = ?, updated_at ="
            + " now() WHERE id = ?",
        publication.toVersion(),
        publication.model(),
        publication.chunking(),
        generation);
  }

  /** Searches right after a large load need statistics; autovacuum would take a minute or more. */
  private void tidy(long upserted) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT gin_clean_pending_list(c.oid) FROM pg_catalog.pg_class c WHERE c.oid ="
              + " 'codestrata.chunk_by_lexeme'::regclass AND pg_has_role(c.relowner, 'USAGE')");
      if (upserted >= FILES_WORTH_STATISTICS) {
        statement.execute(
            "ANALYZE codestrata.chunk, codestrata.embedding, codestrata.generation_file");
      }
    }
  }

  private long execute(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }
}
