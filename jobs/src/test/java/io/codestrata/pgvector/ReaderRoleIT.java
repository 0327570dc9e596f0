package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is given no more than {@code codestrata_reader} sees nothing of a private repository. */
class ReaderRoleIT {
  private final PgTarget owner = PgFixture.migratedDatabase();

  @BeforeEach
  void publish() throws Exception {
    try (Connection connection = owner.connect()) {
      PgVectorSink.beginRun(connection);
      IndexRows.load(connection, "open door", "shared door", "secret door", "unsaid door");
      PgVectorSink.publish(
          connection,
          new Publication(
              IndexRows.GENERATION,
              Publication.NO_CHECKPOINT,
              0,
              IndexRows.MODEL,
              IndexRows.CHUNKING,
              true,
              List.of(
                      IndexRows.file("open", "a", "open door"),
                      IndexRows.file("open", "b", "shared door"),
                      IndexRows.file("hidden", "b", "shared door"),
                      IndexRows.file("hidden", "c", "secret door"),
                      IndexRows.file("unsaid", "d", "unsaid door"))
                  .iterator(),
              List.<FileKey>of().iterator(),
              List.of(
                  repository("open", "public"),
                  repository("hidden", "private"),
                  repository("staff", "internal"),
                  repository("unsaid", "")),
              List.of()));
    }
  }

  @Test
  void readerSeesAndFindsWhatIsPublicAndChangesNothing() throws Exception {
    try (Connection reader = member("codestrata_reader", "").connect()) {
      assertThat(visible(reader, "repository")).containsExactly("open", "unsaid");
      assertThat(visible(reader, "file")).containsExactly("open a", "open b", "unsaid d");
      assertThat(visible(reader, "chunk"))
          .containsExactly("open door", "shared door", "unsaid door");
      assertThat(IndexRows.rows(reader, "embedding")).hasSize(3);
      assertThat(found(reader, "secret")).isEmpty();
      assertThat(found(reader, "door")).containsExactly("open/a", "open/b", "unsaid/d");

      assertThatThrownBy(() -> execute(reader, "DELETE FROM codestrata.file"))
          .hasMessageContaining("permission denied");
      assertThatThrownBy(() -> execute(reader, "SET ROLE codestrata_reader_private"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void memberOfAWiderRoleSeesMore() throws Exception {
    try (Connection reader = member("codestrata_reader_internal", "").connect()) {
      assertThat(visible(reader, "repository")).containsExactly("open", "staff", "unsaid");
      assertThat(visible(reader, "chunk")).doesNotContain("secret door");
    }
    try (Connection reader = member("codestrata_reader_private", "").connect()) {
      assertThat(visible(reader, "repository"))
          .containsExactly("hidden", "open", "staff", "unsaid");
      assertThat(visible(reader, "chunk")).contains("secret door");
      assertThat(found(reader, "secret")).containsExactly("hidden/c");
    }
  }

  @Test
  void writerThatIsNotTheOwnerLoadsAndSeesAll() throws Exception {
    String rights =
        "GRANT USAGE ON SCHEMA codestrata TO %1$s; GRANT ALL ON ALL TABLES IN SCHEMA codestrata TO"
            + " %1$s";
    try (Connection writer = member("pg_monitor", rights).connect()) {
      IndexRows.load(writer, "new door");
      assertThat(visible(writer, "chunk")).hasSize(5);
      assertThat(visible(writer, "repository")).hasSize(4);
    }
  }

  private static RepositoryRow repository(String id, String visibility) {
    return new RepositoryRow(id, id, "main", "c0ffee", Instant.EPOCH, true, visibility);
  }

  private PgTarget member(String role, String rights) throws SQLException {
    String name = "m_" + Long.toHexString(System.nanoTime());
    try (Connection connection = owner.open()) {
      execute(connection, "CREATE ROLE " + name + " LOGIN PASSWORD 'guest' IN ROLE " + role);
      execute(connection, rights.formatted(name));
    }
    return new PgTarget(owner.jdbcUrl(), name, "guest");
  }

  /** What tells the rows of a table, in order. */
  private static List<String> visible(Connection connection, String table) throws SQLException {
    return IndexRows.rows(connection, table).stream()
        .map(
            row ->
                switch (table) {
                  case "repository" -> row.replaceAll("^\\(([^,]*),.*", "$1");
                  case "file" -> row.replaceAll("^\\(([^,]*),([^,]*),.*", "$1 $2");
                  default -> row.replaceAll(".*\"(\\w+ door)\".*", "$1");
                })
        .sorted()
        .toList();
  }

  private static List<String> found(Connection connection, String text) throws PgException {
    return HybridSearch.search(connection, HybridSearchIT.query(text, 10), new float[0]).stream()
        .map(hit -> hit.repository() + "/" + hit.path())
        .sorted()
        .toList();
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
