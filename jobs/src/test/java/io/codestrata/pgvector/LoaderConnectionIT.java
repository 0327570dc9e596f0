package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoaderConnectionIT {
  private static final int CHUNKS = 5_000;

  @Test
  void loaderWhoseConnectionIsLostStoresAllTheSame() throws Exception {
    PgTarget target = PgFixture.migratedDatabase();
    try (Connection connection = target.connect()) {
      Iterator<ContentChunk> cut =
          IntStream.range(0, CHUNKS)
              .mapToObj(
                  i -> {
                    if (i == 3_000) {
                      endOtherSessions(connection);
                    }
                    return IndexRows.chunk("text " + i, "");
                  })
              .iterator();

      assertThat(PgVectorSink.loadChunks(target, cut)).isEqualTo(CHUNKS);

      assertThat(IndexRows.rows(connection, "chunk")).hasSize(CHUNKS);
    }
  }

  private static void endOtherSessions(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet ended =
            statement.executeQuery(
                "SELECT bool_and(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname ="
                    + " current_database() AND backend_type = 'client backend' AND pid <>"
                    + " pg_backend_pid()")) {
      ended.next();
      assertThat(ended.getBoolean(1)).as("a session was ended").isTrue();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
