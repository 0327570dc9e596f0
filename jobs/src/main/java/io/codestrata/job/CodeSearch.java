package io.codestrata.job;

import io.codestrata.config.Options;
import io.codestrata.config.PipelineConfig;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SearchScope;
import io.codestrata.sql.FunctionHelp;
import io.codestrata.sql.SqlFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.errors.QueryCompilationErrors$;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/**
 * {@code code_search(query, k)}: the published index as a table of one answer. It is asked by the
 * driver, once a query is planned.
 */
final class CodeSearch implements SupportsRead {
  static final FunctionHelp HELP =
      new FunctionHelp(
          "code_search",
          "_FUNC_(query[, k]) - A table of the k best chunks of the published index, as the command"
              + " search finds them: rank, score, repository, path, start_line, end_line, symbol,"
              + " kind, language, breadcrumb, text.",
          """
          * query - a constant string
          * k - a constant number of hits, search.top (10) by default
          """,
          """
          > SELECT rank, path FROM _FUNC_('where are passwords checked', 1);
           1	auth.py
          """);

  private static final StructType SCHEMA =
      new StructType()
          .add("rank", DataTypes.IntegerType, false)
          .add("score", DataTypes.DoubleType, false)
          .add("repository", DataTypes.StringType, false)
          .add("path", DataTypes.StringType, false)
          .add("start_line", DataTypes.IntegerType, false)
          .add("end_line", DataTypes.IntegerType, false)
          .add("symbol", DataTypes.StringType, false)
          .add("kind", DataTypes.StringType, false)
          .add("language", DataTypes.StringType, false)
          .add("breadcrumb", DataTypes.StringType, false)
          .add("text", DataTypes.StringType, false);

  private final PipelineConfig config;
  private final String query;
  private final int top;

  private CodeSearch(PipelineConfig config, String query, int top) {
    this.config = config;
    this.query = query;
    this.top = top;
  }

  /** The table that a call means. */
  static LogicalPlan plan(List<Expression> arguments) {
    SqlFunction.checkCount(HELP.name(), arguments.size(), 1, 2);
    PipelineConfig config = JobFunctions.config(SparkSession.active());
    Object query = constant("query", arguments.get(0), DataTypes.StringType);
    Object top =
        arguments.size() < 2
            ? Integer.valueOf((int) config.number(Options.TOP))
            : constant("k", arguments.get(1), DataTypes.IntegerType);
    int hits = query == null || top == null ? 0 : (Integer) top;
    if (hits < 0) {
      throw new IllegalArgumentException(SqlErrors.fewHits(hits));
    }
    return DataSourceV2Relation$.MODULE$.create(
        new CodeSearch(config, String.valueOf(query), hits), Option.empty(), Option.empty());
  }

  private static Object constant(String name, Expression argument, DataType type) {
    if (!argument.foldable()) {
      throw SqlFunction.unchecked(
          QueryCompilationErrors$.MODULE$.nonFoldableArgumentError(HELP.name(), name, type));
    }
    return new Cast(argument, type, Option.apply("UTC")).eval(null);
  }

  @Override
  public String name() {
    return HELP.name();
  }

  @Override
  public Column[] columns() {
    return java.util.Arrays.stream(SCHEMA.fields())
        .map(field -> Column.create(field.name(), field.dataType(), field.nullable()))
        .toArray(Column[]::new);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return () ->
        new LocalScan() {
          @Override
          public StructType readSchema() {
            return SCHEMA;
          }

          @Override
          public InternalRow[] rows() {
            return top == 0 ? new InternalRow[0] : answer();
          }
        };
  }

  private InternalRow[] answer() {
    List<InternalRow> rows = new ArrayList<>();
    try {
      for (SearchHit hit : new SearchJob(config).run(query, top, SearchScope.EVERYWHERE)) {
        rows.add(row(rows.size() + 1, hit));
      }
    } catch (Exception e) {
      throw new IllegalStateException(JobErrors.oneLine(e), e);
    }
    return rows.toArray(InternalRow[]::new);
  }

  private static InternalRow row(int rank, SearchHit hit) {
    return new GenericInternalRow(
        new Object[] {
          rank,
          hit.score(),
          UTF8String.fromString(hit.repository()),
          UTF8String.fromString(hit.path()),
          hit.startLine(),
          hit.endLine(),
          UTF8String.fromString(hit.symbol()),
          UTF8String.fromString(hit.kind()),
          UTF8String.fromString(hit.language()),
          UTF8String.fromString(hit.breadcrumb()),
          UTF8String.fromString(hit.text())
        });
  }
}
