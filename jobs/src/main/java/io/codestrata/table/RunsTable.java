package io.codestrata.table;

import java.sql.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** {@code runs}: one row a run. */
public final class RunsTable extends LakeTable<Run> {
  private static final StructType SCHEMA =
      Schemas.of(
          Schemas.text("run"),
          Schemas.instant("started_at"),
          Schemas.bigint("repositories"),
          Schemas.bigint("files_total"),
          Schemas.bigint("files_changed"),
          Schemas.bigint("files_skipped"),
          Schemas.bigint("chunks_total"),
          Schemas.bigint("chunks_new"),
          Schemas.bigint("chunks_embedded"),
          Schemas.bigint("chunks_removed"),
          Schemas.bigint("tokens"),
          Schemas.real("cost_usd"),
          Schemas.bigint("failures"),
          Schemas.real("snapshot_seconds"),
          Schemas.real("chunk_seconds"),
          Schemas.real("embed_seconds"),
          Schemas.real("land_seconds"),
          Schemas.real("publish_seconds"),
          Schemas.real("total_seconds"),
          Schemas.text("chunking"),
          Schemas.text("model"),
          Schemas.text("version"),
          Schemas.bigint("tokens_unanswered"),
          Schemas.structs(
              "costs",
              Schemas.text("stage"),
              Schemas.text("provider"),
              Schemas.text("model"),
              Schemas.text("repository"),
              Schemas.bigint("texts"),
              Schemas.bigint("tokens"),
              Schemas.real("usd")),
          Schemas.bigint("files_read"),
          Schemas.text("state"),
          Schemas.bigint("repositories_left"),
          Schemas.instant("updated_at"),
          Schemas.real("repositories_per_second"),
          Schemas.real("eta_seconds"),
          Schemas.text("trace_id"),
          Schemas.structs(
              "slowest",
              Schemas.text("repository"),
              Schemas.text("path"),
              Schemas.text("language"),
              Schemas.bigint("bytes"),
              Schemas.real("seconds")));

  RunsTable(SparkSession spark, String lake) {
    super(spark, lake, "runs");
  }

  /** All runs, the oldest first. */
  public List<Run> all() {
    return collect(read()).stream().sorted(Comparator.comparing(Run::startedAt)).toList();
  }

  /** The row takes the place of the run's last one. */
  public void upsert(Run run) {
    replaceWhere("run = " + literal(run.run()), rows(List.of(run)));
  }

  /** Accounts for a run that was killed; the row of one that ended by itself stays. */
  public void killed(JournaledRun killed) {
    List<Run> rows = collect(read().where(functions.col("run").equalTo(killed.run())));
    if (rows.isEmpty()) {
      append(rows(List.of(killed.row())));
    } else if (rows.get(0).state() == Run.State.RUNNING) {
      upsert(killed.row(rows.get(0)));
    }
  }

  @Override
  public StructType schema() {
    return SCHEMA;
  }

  @Override
  List<String> key() {
    return List.of("run");
  }

  @Override
  RowCodec<Run> codec() {
    return new Codec();
  }

  private static final class Codec implements RowCodec<Run> {
    private static final long serialVersionUID = 1L;

    @Override
    public Row encode(Run run) {
      Run.StageSeconds seconds = run.seconds();
      return RowFactory.create(
          run.run(),
          Timestamp.from(run.startedAt()),
          run.repositories(),
          run.filesTotal(),
          run.filesChanged(),
          run.filesSkipped(),
          run.chunksTotal(),
          run.chunksNew(),
          run.chunksEmbedded(),
          run.chunksRemoved(),
          run.tokens(),
          run.costUsd(),
          run.failures(),
          seconds.snapshot(),
          seconds.chunk(),
          seconds.embed(),
          seconds.land(),
          seconds.publish(),
          seconds.total(),
          run.chunking(),
          run.model(),
          run.version(),
          run.tokensUnanswered(),
          run.costs().stream().map(Codec::encode).toArray(Row[]::new),
          run.filesRead(),
          run.state().name().toLowerCase(Locale.ROOT),
          run.repositoriesLeft(),
          Timestamp.from(run.updatedAt()),
          run.repositoriesPerSecond(),
          run.etaSeconds(),
          run.trace(),
          run.slowest().stream().map(Codec::encode).toArray(Row[]::new));
    }

    private static Row encode(SlowFile file) {
      return RowFactory.create(
          file.repository(), file.path(), file.language(), file.bytes(), file.seconds());
    }

    private static Row encode(Cost cost) {
      return RowFactory.create(
          cost.stage(),
          cost.provider(),
          cost.model(),
          cost.repository(),
          cost.texts(),
          cost.tokens(),
          cost.usd());
    }

    /** Structs of a column; rows from before it was there have none. */
    private static <T> List<T> structs(Row row, int column, Function<Row, T> decoded) {
      return row.isNullAt(column)
          ? List.of()
          : row.<Row>getList(column).stream().map(decoded).toList();
    }

    private static Cost cost(Row cost) {
      return new Cost(
          cost.getString(0),
          cost.getString(1),
          cost.getString(2),
          cost.getString(3),
          cost.getLong(4),
          cost.getLong(5),
          cost.getDouble(6));
    }

    private static SlowFile slowFile(Row file) {
      return new SlowFile(
          file.getString(0),
          file.getString(1),
          file.getString(2),
          file.getLong(3),
          file.getDouble(4));
    }

    @Override
    public Run decode(Row row) {
      return new Run(
          row.getString(0),
          row.getTimestamp(1).toInstant(),
          row.getLong(2),
          row.getLong(3),
          row.getLong(4),
          row.getLong(5),
          row.getLong(6),
          row.getLong(7),
          row.getLong(8),
          row.getLong(9),
          row.getLong(10),
          row.getDouble(11),
          row.getLong(12),
          new Run.StageSeconds(
              row.getDouble(13),
              row.getDouble(14),
              row.getDouble(15),
              row.getDouble(16),
              row.getDouble(17),
              row.getDouble(18)),
          row.getString(19),
          row.getString(20),
          row.getString(21),
          row.isNullAt(22) ? 0 : row.getLong(22),
          structs(row, 23, Codec::cost),
          row.isNullAt(24) ? 0 : row.getLong(24),
          row.isNullAt(25)
              ? Run.State.DONE
              : Run.State.valueOf(row.getString(25).toUpperCase(Locale.ROOT)),
          row.isNullAt(26) ? 0 : row.getLong(26),
          row.getTimestamp(row.isNullAt(27) ? 1 : 27).toInstant(),
          row.isNullAt(30) ? "" : row.getString(30),
          structs(row, 31, Codec::slowFile));
    }
  }
}
