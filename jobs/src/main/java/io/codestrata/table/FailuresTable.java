package io.codestrata.table;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** {@code failures}: what each run left out. */
public final class FailuresTable extends LakeTable<Failure> {
  private static final StructType SCHEMA =
      Schemas.of(
          Schemas.text("run"),
          Schemas.text("repository"),
          Schemas.text("path"),
          Schemas.text("stage"),
          Schemas.text("kind"),
          Schemas.text("reason"));

  FailuresTable(SparkSession spark, String lake) {
    super(spark, lake, "failures");
  }

  /** Repository, or what the user named, to the start of the last run that lost it whole. */
  public Map<String, Instant> lastOfRepositories(RunsTable runs) {
    Map<String, Instant> last = new HashMap<>();
    read()
        .where("path = '' AND stage = 'snapshot'")
        .join(runs.read().select("run", "started_at"), "run")
        .groupBy("repository")
        .agg(functions.max("started_at"))
        .collectAsList()
        .forEach(row -> last.put(row.getString(0), row.getTimestamp(1).toInstant()));
    return last;
  }

  /** So many failures of a run, at most. */
  public List<Failure> of(String run, int most) {
    return collect(ofRun(run).orderBy("stage", "repository", "path").limit(most));
  }

  /** How many failures a run has of each stage and kind, the most frequent first. */
  public List<FailureCount> counts(String run) {
    return ofRun(run)
        .groupBy("stage", "kind")
        .count()
        .orderBy(functions.col("count").desc(), functions.col("stage"), functions.col("kind"))
        .collectAsList()
        .stream()
        .map(
            row ->
                new FailureCount(
                    row.getString(0), FailureKind.valueOf(row.getString(1)), row.getLong(2)))
        .toList();
  }

  private Dataset<Row> ofRun(String run) {
    return read().where(functions.col("run").equalTo(run));
  }

  @Override
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  List<String> key() {
    return List.of("run", "repository", "path", "stage");
  }

  @Override
  RowCodec<Failure> codec() {
    return new Codec();
  }

  private static final class Codec implements RowCodec<Failure> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row encode(Failure failure) {
      return RowFactory.create(
          failure.run(),
          failure.repository(),
          failure.path(),
          failure.stage(),
          failure.kind().name(),
          failure.reason());
    }

    @Override
    public Failure decode(Row row) {
      return new Failure(
          row.getString(0),
          row.getString(1),
          row.getString(2),
          row.getString(3),
          FailureKind.valueOf(row.getString(4)),
          row.getString(5));
    }
  }
}
