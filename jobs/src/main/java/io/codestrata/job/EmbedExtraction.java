package io.codestrata.job;

import io.codestrata.sql.SqlFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.types.Metadata;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Moves {@code embed(text)} out of a query's expressions into an {@link EmbedNode} below, which
 * sees a partition's rows and not one: what Spark itself does with Python's functions. Before the
 * optimizer, which would copy the call into filters and pay twice.
 */
final class EmbedExtraction extends Rule<LogicalPlan> {
  private static final String VECTOR = "embedding";

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.resolveOperatorsUp(
        Rewrite.of(
            node -> node.resolved() && !(node instanceof EmbedNode) && !calls(node).isEmpty(),
            EmbedExtraction::extracted));
  }

  private static LogicalPlan extracted(LogicalPlan node) {
    return node instanceof Aggregate aggregate && isOfResults(aggregate)
        ? ofResults(aggregate)
        : belowNode(node);
  }

  private static List<EmbedFunction> calls(LogicalPlan node) {
    List<EmbedFunction> calls = new ArrayList<>();
    CollectionConverters.asJava(node.expressions())
        .forEach(expression -> calls.addAll(calls(expression)));
    return calls;
  }

  private static List<EmbedFunction> calls(Expression expression) {
    List<EmbedFunction> calls = new ArrayList<>();
    expression.foreach(
        part -> {
          if (part instanceof EmbedFunction call) {
            calls.add(call);
          }
          return scala.runtime.BoxedUnit.UNIT;
        });
    return calls;
  }

  /** Vectors come with the child's rows; of a join, with the side that has the text. */
  private static LogicalPlan belowNode(LogicalPlan node) {
    Map<Expression, Attribute> vectors = new LinkedHashMap<>();
    List<LogicalPlan> children = new ArrayList<>();
    List<EmbedFunction> left = calls(node);
    for (LogicalPlan child : CollectionConverters.asJava(node.children())) {
      Map<Expression, EmbedFunction> here = new LinkedHashMap<>();
      left.stream()
          .filter(call -> call.references().subsetOf(child.outputSet()))
          .forEach(call -> here.putIfAbsent(call.canonicalized(), call));
      left.removeIf(call -> here.containsKey(call.canonicalized()));
      children.add(here.isEmpty() ? child : embedded(here, child, vectors));
    }
    LogicalPlan rewritten =
        node.withNewChildren(SqlFunction.seq(children))
            .transformExpressions(
                Rewrite.<Expression>of(
                    part ->
                        part instanceof EmbedFunction && vectors.containsKey(part.canonicalized()),
                    part -> vectors.get(part.canonicalized())));
    return rewritten.output().equals(node.output())
        ? rewritten
        : new Project(named(node.output()), rewritten);
  }

  private static EmbedNode embedded(
      Map<Expression, EmbedFunction> calls, LogicalPlan child, Map<Expression, Attribute> vectors) {
    List<Expression> texts = new ArrayList<>();
    List<Attribute> own = new ArrayList<>();
    calls.forEach(
        (key, call) -> {
          Attribute vector = vector();
          texts.add(call.text());
          own.add(vector);
          vectors.put(key, vector);
        });
    return new EmbedNode(SqlFunction.seq(texts), SqlFunction.seq(own), child);
  }

  private static Attribute vector() {
    return new AttributeReference(
        VECTOR,
        EmbedFunction.VECTOR,
        true,
        Metadata.empty(),
        NamedExpression$.MODULE$.newExprId(),
        SqlFunction.seq(List.of()));
  }

  private static boolean isOfResults(Aggregate aggregate) {
    return CollectionConverters.asJava(aggregate.aggregateExpressions()).stream()
        .anyMatch(
            column ->
                calls((Expression) column).stream().anyMatch(call -> isOfResults(call, aggregate)));
  }

  private static boolean isOfResults(Expression expression, Aggregate aggregate) {
    return expression.exists(part -> isResult(part, aggregate));
  }

  /** Whether only the aggregate itself has the value. */
  private static boolean isResult(Expression part, Aggregate aggregate) {
    return part instanceof AggregateExpression
        || aggregate.groupingExpressions().exists(grouping -> grouping.semanticEquals(part));
  }

  /** Of texts that the aggregate makes: it gives them, and they are embedded above it. */
  private static LogicalPlan ofResults(Aggregate aggregate) {
    List<NamedExpression> given = new ArrayList<>();
    List<NamedExpression> columns = new ArrayList<>();
    for (NamedExpression column : CollectionConverters.asJava(aggregate.aggregateExpressions())) {
      if (calls((Expression) column).isEmpty()) {
        given.add(column);
        columns.add(column.toAttribute());
      } else {
        columns.add(
            (NamedExpression)
                ((Expression) column)
                    .transformDown(
                        Rewrite.<Expression>of(
                            part -> isResult(part, aggregate), part -> given(part, given))));
      }
    }
    LogicalPlan below =
        aggregate.copy(
            aggregate.groupingExpressions(),
            SqlFunction.seq(given),
            aggregate.child(),
            aggregate.hint());
    return belowNode(new Project(SqlFunction.seq(columns), below));
  }

  private static Expression given(Expression part, List<NamedExpression> given) {
    NamedExpression named =
        part instanceof NamedExpression already
            ? already
            : new Alias(
                part,
                "text",
                NamedExpression$.MODULE$.newExprId(),
                SqlFunction.seq(List.of()),
                Option.empty(),
                SqlFunction.seq(List.of()));
    given.add(named);
    return named.toAttribute();
  }

  private static Seq<NamedExpression> named(Seq<Attribute> output) {
    return SqlFunction.<NamedExpression>seq(CollectionConverters.asJava(output));
  }
}
