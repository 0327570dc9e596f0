package io.codestrata.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class RepositoriesTableTest {
  /** Columns that its version did not know read as null. */
  @Test
  void rowOfAnOlderVersionIsOfTheRepositorysOwnRef() {
    Timestamp then = Timestamp.from(Instant.EPOCH);
    Row row =
        RowFactory.create(
            "gin", "/gin", "main", "c0ffee", "root", "cut", "model", 1L, 0L, 1L, 0L, then, null,
            null, null);

    RepositoryState state = new RepositoriesTable(null, "lake", "").codec().decode(row);

    assertThat(state.defaultRef()).isTrue();
    assertThat(state.visibility()).isEmpty();
  }
}
