package io.codestrata.table;

import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** {@code repositories}: one row a repository, and one a further ref of it. */
public final class RepositoriesTable extends LakeTable<RepositoryState> {
  static final String NAME = "repositories";
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

  private List<RepositoryState> known = List.of();
  private long knownVersion = -1;

  /**
   * @param within folder of its generation within the lake, with a slash at its end
   */
  RepositoriesTable(SparkSession spark, String lake, String within) {
    super(spark, lake, within + NAME);
  }

  /**
   * All of them, on the driver: a row a repository is small. Reads no version twice, since a run
   * asks again whenever another may have written.
   */
  public synchronized List<RepositoryState> all() {
    if (knownVersion < 0 || version() != knownVersion) {
      DriverRead.Found found = onDriver().rows(Map.of(), SCHEMA.fieldNames());
      knownVersion = found.rows().isPresent() ? found.version() : version();
      known = found.rows().map(this::decode).orElseGet(() -> collect(read(knownVersion)));
    }
    return known;
  }

  /** All of them as they were at a version. */
  public List<RepositoryState> all(long version) {
    return collect(read(version));
  }

  /**
   * The states of a repository that Delta still knows of, oldest first: those of its change feed,
   * and the one that held when the log begins. What vacuums and the log's cleaning took is left
   * out, but never the newest state. A row without a root is none: it stands for a run on its way.
   */
  public List<IndexedState> states(String repository) {
    List<TableVersion> versions = versions();
    TableVersion oldest = versions.get(0);
    TableVersion newest = versions.get(versions.size() - 1);
    List<IndexedState> states = new ArrayList<>();
    states.addAll(kept(() -> standing(repository, oldest, read(oldest.version()))));
    if (newest.version() > oldest.version()) {
      states.addAll(kept(() -> changed(repository, versions)));
    }
    for (IndexedState current : standing(repository, newest, read())) {
      if (states.stream().noneMatch(state -> state.state().equals(current.state()))) {
        states.add(current);
      }
    }
    return states.stream().filter(state -> !state.state().rootHash().isEmpty()).toList();
  }

  private List<IndexedState> kept(Supplier<List<IndexedState>> query) {
    try {
      return ofWhatIsKept(query);
    } catch (Exception e) { // Spark's checked ones come undeclared
      if (Lake.isGone(e)) {
        return List.of();
      }
      throw e;
    }
  }

  private List<IndexedState> standing(String repository, TableVersion version, Dataset<Row> rows) {
    return collect(rows.where(functions.col("repository").equalTo(repository))).stream()
        .map(state -> new IndexedState(version.version(), version.time(), version.landed(), state))
        .toList();
  }

  /** What all versions but the oldest brought. */
  private List<IndexedState> changed(String repository, List<TableVersion> versions) {
    RowCodec<RepositoryState> codec = codec();
    Map<Long, TableVersion> byNumber =
        versions.stream().collect(Collectors.toMap(TableVersion::version, Function.identity()));
    long from = versions.get(0).version() + 1;
    return withAllColumns(changes(from, versions.get(versions.size() - 1).version()))
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
                    byNumber.get(row.getLong(1)).landed(),
                    codec.decode(row.getStruct(0))))
        .sorted(Comparator.comparingLong(IndexedState::version))
        .toList();
  }

  /**
   * These rows take the place of those with the same key: one commit, no MERGE.
   *
   * @param with what the commit names
   */
  synchronized void upsert(List<RepositoryState> states, LandedVersions with) {
    long before = version();
    replace(states.stream().map(RepositoryState::repository), states, with);
    // What is known with what was written, where nobody else has: not asked for again.
    if (knownVersion == before && version() == before + 1) {
      Set<String> replaced =
          states.stream().map(RepositoryState::repository).collect(Collectors.toSet());
      known =
          Stream.concat(
                  known.stream().filter(state -> !replaced.contains(state.repository())),
                  states.stream())
              .toList();
      knownVersion = before + 1;
    }
  }

  /**
   * Forgets these repositories; their other rows must be gone by then.
   *
   * @param with what the commit names
   */
  void delete(List<String> ids, LandedVersions with) {
    replace(ids.stream(), List.of(), with);
  }

  private void replace(Stream<String> ids, List<RepositoryState> states, LandedVersions with) {
    Set<String> keys = ids.collect(Collectors.toSet());
    replaceFew(
        keys.stream().map(List::of).collect(Collectors.toSet()),
        states,
        repositoryIn(keys.stream()),
        Optional.of(with.toJson()));
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
