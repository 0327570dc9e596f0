package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class MigrationsIT {
  @Test
  void secondApplicationChangesNothing() throws Exception {
    try (Connection connection = PgFixture.migratedDatabase().connect()) {
      Migrations.apply(connection);
      assertThat(IndexRows.rows(connection, "schema_version")).hasSize(6);
    }
  }

  @RepeatedTest(10)
  void twoAtOnceMigrateOnce() throws Exception {
    PgTarget target = PgFixture.freshDatabase();
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> apply(target));
    apply(target);
    other.get();
    try (Connection connection = target.connect()) {
      assertThat(IndexRows.rows(connection, "schema_version")).hasSize(6);
    }
  }

  @Test
  void databaseOfVersionOneIsReadAsItIsAndMigratedInPlace() throws Exception {
    try (Connection connection = PgFixture.freshDatabase().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION vector; CREATE SCHEMA codestrata");
      statement.execute(
          "CREATE TABLE codestrata.schema_version (version int PRIMARY KEY, applied_at timestamptz"
              + " NOT NULL DEFAULT now())");
      statement.execute(Migrations.script(1));
      statement.execute(
          "INSERT INTO codestrata.schema_version VALUES (1); INSERT INTO codestrata.repository"
              + " VALUES ('acme/app', 'lake', '/app', 'HEAD', 'c0ffee', 'epoch')");
      RepositoryRow expected =
          new RepositoryRow("acme/app", "/app", "HEAD", "c0ffee", Instant.EPOCH, true, "");

      assertThat(HybridSearch.status(connection).repositories()).containsExactly(expected);
      assertThat(HybridSearch.search(connection, HybridSearchIT.query("x", 3), new float[0]))
          .isEmpty();
      Migrations.apply(connection);

      assertThat(Migrations.version(connection)).isEqualTo(6);
      assertThat(HybridSearch.status(connection).repositories()).containsExactly(expected);
      PgVectorSink.beginRun(connection);
      PgVectorSink.publish(
          connection, IndexRows.publication(Publication.NO_CHECKPOINT, List.of(), List.of()));
      assertThat(HybridSearch.status(connection).repositories())
          .containsExactly(IndexRows.repository("acme/app"));
    }
  }

  @Test
  void newerSchemaIsLeftAlone() throws Exception {
    try (Connection connection = PgFixture.migratedDatabase().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO codestrata.schema_version (version) VALUES (99)");
      assertThatThrownBy(() -> Migrations.apply(connection))
          .isInstanceOf(PgException.class)
          .hasMessageContaining("schema is version 99, this program knows up to 6");
    }
  }

  @Test
  void missingExtensionIsSaidWithARemedy() throws Exception {
    PgTarget target = PgFixture.freshDatabase();
    try (Connection connection = guest(target).connect()) {
      assertThatThrownBy(() -> Migrations.apply(connection))
          .isInstanceOf(PgException.class)
          .hasMessageContaining("the server has no pgvector")
          .hasMessageContaining("CREATE EXTENSION vector");
    }
  }

  @Test
  void missingRightIsSaidWithARemedy() throws Exception {
    PgTarget target = PgFixture.freshDatabase();
    execute(target, "CREATE EXTENSION vector");
    try (Connection connection = guest(target).connect()) {
      assertThatThrownBy(() -> Migrations.apply(connection))
          .isInstanceOf(PgException.class)
          .hasMessageContaining("permission denied")
          .hasMessageContaining("grant the user CREATE");
    }
  }

  @Test
  void unknownDatabaseIsSaidWithARemedy() {
    assertThatThrownBy(() -> PgFixture.target().withDatabase("nowhere").connect())
        .isInstanceOf(PgException.class)
        .hasMessageContaining("create that database");
  }

  @Test
  void vulnerableVersionsAreKnown() {
    assertThat(Migrations.isVulnerable("0.8.1")).isTrue();
    assertThat(Migrations.isVulnerable("0.7")).isTrue();
    assertThat(Migrations.isVulnerable("0.8.2")).isFalse();
    assertThat(Migrations.isVulnerable("0.10.0")).isFalse();
    assertThatCode(() -> Migrations.isVulnerable("1.0-rc")).doesNotThrowAnyException();
  }

  private static PgTarget guest(PgTarget target) throws Exception {
    String name = "guest_" + Integer.toHexString(target.jdbcUrl().hashCode());
    execute(target, "CREATE ROLE " + name + " LOGIN PASSWORD 'guest'");
    return new PgTarget(target.jdbcUrl(), name, "guest");
  }

  private static void execute(PgTarget target, String sql) throws SQLException {
    try (Connection connection = target.open();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void apply(PgTarget target) {
    try (Connection connection = target.open()) {
      Migrations.apply(connection);
    } catch (SQLException | PgException e) {
      throw new IllegalStateException(e);
    }
  }
}
