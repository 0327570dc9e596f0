package io.codestrata.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** {@code files}: one row a path; its version is what the sink's checkpoint counts. */
public final class FilesTable extends LakeTable<IndexedFile> {
  static final String NAME = "files";
  private static final StructType SCHEMA =
      Schemas.of(
          Schemas.text("repository"),
          Schemas.text("path"),
          Schemas.text("mode"),
          Schemas.text("content_hash"),
          Schemas.text("language"),
          Schemas.text("chunking"),
          Schemas.text("model"),
          Schemas.bigint("size"),
          Schemas.text("status"),
          Schemas.text("reason"),
          Schemas.integer("chunks"));
  private static final String FOLDER = "__folder";

  /**
   * Rows of a data file. Each has a range of paths, and a file that changes costs reading and
   * writing the one it is in: of 100,000 rows in two files that took 5 s.
   */
  private static final long ROWS_A_FILE = 10_000;

  /** What so many rows take, so that compaction keeps to it. */
  private static final long BYTES_A_FILE = 1L << 20;

  /**
   * @param within folder of its generation within the lake, with a slash at its end
   */
  FilesTable(SparkSession spark, String lake, String within) {
    super(spark, lake, within + NAME);
  }

  /** The files of one repository, on the driver. */
  public List<IndexedFile> of(String repository) {
    return collect(ofRepository(repository));
  }

  /** Ids of all repositories that have files. */
  public Set<String> repositories() {
    return Set.copyOf(read().select("repository").distinct().as(Encoders.STRING()).collectAsList());
  }

  /** Those files of one repository that lie at these paths. */
  public List<IndexedFile> at(Set<String> paths, String repository) {
    return onDriver()
        .rows(Map.of("repository", Set.of(repository), "path", paths), SCHEMA.fieldNames())
        .rows()
        .map(this::decode)
        .orElseGet(() -> collect(having(ofRepository(repository), "path", paths)));
  }

  /** Those of these contents that one repository has at other paths than these. */
  public Set<String> contentsBeside(Set<String> contents, Set<String> paths, String repository) {
    String[] columns = {"repository", "path", "content_hash"};
    List<Row> holders =
        onDriver()
            .rows(Map.of("repository", Set.of(repository), "content_hash", contents), columns)
            .rows()
            .orElseGet(
                () ->
                    having(ofRepository(repository), "content_hash", contents)
                        .selectExpr(columns)
                        .collectAsList());
    return holders.stream()
        .filter(row -> !paths.contains(row.getString(1)))
        .map(row -> row.getString(2))
        .collect(Collectors.toSet());
  }

  private Dataset<Row> ofRepository(String repository) {
    return read().where(functions.col("repository").equalTo(repository));
  }

  private Dataset<Row> ofRepository(String repository, long version) {
    return read(version).where(functions.col("repository").equalTo(repository));
  }

  /** The same as they were at a version. */
  public List<IndexedFile> of(String repository, long version) {
    return collect(ofRepository(repository, version));
  }

  /** The files of all repositories as they were at a version. */
  public List<IndexedFile> all(long version) {
    return collect(read(version));
  }

  /** The rows of all files that search could find at a version; see {@link #decode}. */
  public Dataset<Row> searchable(long version) {
    return read(version)
        .where(
            functions.col("status").equalTo(IndexedFile.INDEXED).and(functions.col("chunks").gt(0)))
        .select(columns());
  }

  /** What each language had of indexed files at a version, most chunks first. */
  public List<LanguageSum> languages(long version) {
    return read(version)
        .where(functions.col("status").equalTo(IndexedFile.INDEXED))
        .groupBy("language")
        .agg(
            functions.count("*").as("files"),
            functions.sum("chunks").as("chunks"),
            functions.sum("size").as("bytes"))
        .orderBy(functions.col("chunks").desc(), functions.col("language"))
        .collectAsList()
        .stream()
        .map(
            row ->
                new LanguageSum(row.getString(0), row.getLong(1), row.getLong(2), row.getLong(3)))
        .toList();
  }

  /** Reason to number of files that were left out for it at a version, the most frequent first. */
  public Map<String, Long> skips(long version) {
    Map<String, Long> skips = new LinkedHashMap<>();
    read(version)
        .where(functions.col("status").equalTo(IndexedFile.SKIPPED))
        .groupBy("reason")
        .count()
        .orderBy(functions.col("count").desc(), functions.col("reason"))
        .collectAsList()
        .forEach(row -> skips.put(row.getString(0), row.getLong(1)));
    return skips;
  }

  /** The indexed files with the most chunks at a version. */
  public List<IndexedFile> largest(long version, int most) {
    return collect(
        read(version)
            .where(functions.col("status").equalTo(IndexedFile.INDEXED))
            .orderBy(
                functions.col("chunks").desc(), functions.col("size").desc(), functions.col("path"))
            .limit(most));
  }

  /** A row of this table as its record; for executors. */
  public static IndexedFile decode(Row row) {
    return new Codec().decode(row);
  }

  /** Those files of one repository that lay directly in these folders at a version. */
  public List<IndexedFile> in(Set<String> folders, String repository, long version) {
    Dataset<Row> wanted =
        spark().createDataset(List.copyOf(folders), Encoders.STRING()).toDF(FOLDER);
    return collect(
        ofRepository(repository, version)
            .withColumn(
                FOLDER, functions.regexp_extract(functions.col("path"), "(?s)^(.*)/[^/]*$", 1))
            .join(functions.broadcast(wanted), new String[] {FOLDER}, "leftsemi"));
  }

  /** What became of one repository's chunks between two versions. */
  public ChunkChange chunksBetween(String repository, long before, long after) {
    Dataset<Row> was = contents(repository, before);
    Dataset<Row> is = contents(repository, after);
    return new ChunkChange(chunksOf(is, was), chunksOf(was, is));
  }

  private Dataset<Row> contents(String repository, long version) {
    return ofRepository(repository, version)
        .groupBy("content_hash", "language", "chunking")
        .agg(functions.max("chunks").as("chunks"));
  }

  private static long chunksOf(Dataset<Row> these, Dataset<Row> without) {
    return these
        .join(without, new String[] {"content_hash", "language", "chunking"}, "left_anti")
        .agg(functions.coalesce(functions.sum("chunks"), functions.lit(0L)))
        .head()
        .getLong(0);
  }

  /**
   * Upserts and deletes in one commit. Repositories the table has never held are appended, since
   * nothing of theirs can match.
   */
  public void apply(List<IndexedFile> upserts, List<FileKey> deletes, boolean onlyNewRepositories) {
    if (upserts.isEmpty() && deletes.isEmpty()) {
      return;
    }
    if (!exists() || onlyNewRepositories) {
      append(
          rows(
              upserts.stream()
                  .sorted(
                      Comparator.comparing(IndexedFile::repository)
                          .thenComparing(IndexedFile::path))
                  .toList()),
          ROWS_A_FILE);
      return;
    }
    new PathChanges<>(this, upserts, deletes, file -> new FileKey(file.repository(), file.path()))
        .apply();
  }

  /** Net effect of the versions {@code (after, upTo]}: each path once, as it stands at the end. */
  public FileChanges changesAfter(long after, long upTo) {
    Dataset<Row> feed = changes(after + 1, upTo).where("_change_type <> 'update_preimage'");
    Dataset<Row> last =
        feed.groupBy("repository", "path")
            .agg(
                functions
                    .max_by(
                        functions.struct(
                            functions.col("_change_type"), functions.struct(columns())),
                        functions.struct(
                            functions.col("_commit_version"),
                            functions.col("_change_type").notEqual("delete")))
                    .as("last"));
    RowCodec<IndexedFile> codec = codec();
    List<IndexedFile> upserts = new ArrayList<>();
    List<FileKey> deletes = new ArrayList<>();
    for (Row row : last.select("last.*").collectAsList()) {
      IndexedFile file = codec.decode(row.getStruct(1));
      if (row.getString(0).equals("delete")) {
        deletes.add(new FileKey(file.repository(), file.path()));
      } else {
        upserts.add(file);
      }
    }
    return new FileChanges(upserts, deletes);
  }

  /** Every row, as the changes that make an empty sink equal to this table. */
  public FileChanges snapshot() {
    return new FileChanges(collect(read()), List.of());
  }

  /** Takes away all rows of these repositories, in one commit. */
  public void delete(List<String> repositories) {
    deleteRepositories(repositories);
  }

  @Override
  long mostFileBytes() {
    return BYTES_A_FILE;
  }

  @Override
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  List<String> key() {
    return List.of("repository", "path");
  }

  @Override
  RowCodec<IndexedFile> codec() {
    return new Codec();
  }

  private static final class Codec implements RowCodec<IndexedFile> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row encode(IndexedFile file) {
      return RowFactory.create(
          file.repository(),
          file.path(),
          file.mode(),
          file.contentHash(),
          file.language(),
          file.chunking(),
          file.model(),
          file.size(),
          file.status(),
          file.reason(),
          file.chunks());
    }

    @Override
    public IndexedFile decode(Row row) {
      return new IndexedFile(
          row.getString(0),
          row.getString(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.getString(5),
          row.getString(6),
          row.getLong(7),
          row.getString(8),
          row.getString(9),
          row.getInt(10));
    }
  }
}
