package io.codestrata.table;

import java.sql.Timestamp;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** {@code repositories}: one row a repository, and one a further ref of it. */
public final class RepositoriesTable extends LakeTable<RepositoryState> {
  private static final StructType SCHEMA =
      Schemas.of(
          Schemas.text("repository"),
          Schemas.text("origin"),
          Schemas.text("ref"),
          Schemas.text("revision"),
          Schemas.text("root_hash"),
          Schemas.text("chunking"),
          Schemas.text("model"),
          Schemas.bigint("files"),
          Schemas.bigint("skipped_files"),
          Schemas.bigint("chunks"),
          Schemas.bigint("failed_files"),
          Schemas.instant("indexed_at"),
          // Last, since lakes of older versions lack it.
          Schemas.text("rules"),
          Schemas.bool("default_ref"),
          Schemas.text("visibility"));

  RepositoriesTable(SparkSession spark, String lake) {
    super(spark, lake, "repositories");
  }

  /** All of them, on the driver: a row a repository is small. */
  public List<RepositoryState> all() {
    return collect(read());
  }

  /** Every state of a repository that Delta still knows of, oldest first. */
  public List<IndexedState> states(String repository) {
    RowCodec<RepositoryState> codec = codec();
    return withAllColumns(changes(oldestVersion(), version()))
        .where(
            functions
                .col("repository")
                .equalTo(repository)
                .and(functions.col("_change_type").isin("insert", "update_postimage")))
        .select(
            functions.struct(columns()),
            functions.col("_commit_version"),
            functions.col("_commit_timestamp"))
        .collectAsList()
        .stream()
        .map(
            row ->
                new IndexedState(
                    row.getLong(1),
                    row.getTimestamp(2).toInstant(),
                    codec.decode(row.getStruct(0))))
        .sorted(Comparator.comparingLong(IndexedState::version))
        .toList();
  }

  /** These rows take the place of those with the same key: one commit, no MERGE. */
  public void upsert(List<RepositoryState> states) {
    replaceWhere(repositoryIn(states.stream().map(RepositoryState::repository)), rows(states));
  }

  /** Forgets these repositories; their other rows must be gone by then. */
  public void delete(List<String> ids) {
    deleteRepositories(ids);
  }

  @Override
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  List<String> key() {
    return List.of("repository");
  }

  @Override
  RowCodec<RepositoryState> codec() {
    return new Codec();
  }

  private static final class Codec implements RowCodec<RepositoryState> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row encode(RepositoryState state) {
      return RowFactory.create(
          state.repository(),
          state.origin(),
          state.ref(),
          state.revision(),
          state.rootHash(),
          state.chunking(),
          state.model(),
          state.files(),
          state.skippedFiles(),
          state.chunks(),
          state.failedFiles(),
          Timestamp.from(state.indexedAt()),
          state.rules(),
          state.defaultRef(),
          state.visibility());
    }

    @Override
    public RepositoryState decode(Row row) {
      return new RepositoryState(
          row.getString(0),
          row.getString(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.isNullAt(12) ? "" : row.getString(12),
          row.getString(5),
          row.getString(6),
          row.getLong(7),
          row.getLong(8),
          row.getLong(9),
          row.getLong(10),
          row.getTimestamp(11).toInstant(),
          row.isNullAt(13) || row.getBoolean(13),
          row.isNullAt(14) ? "" : row.getString(14));
    }
  }
}
