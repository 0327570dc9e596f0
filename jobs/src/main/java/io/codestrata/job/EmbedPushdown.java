package io.codestrata.job;

import io.codestrata.sql.SqlFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps a query from paying for vectors that it does not show: filters and limits go below an
 * {@link EmbedNode}, and vectors that nobody reads are not made.
 */
final class EmbedPushdown extends Rule<LogicalPlan> {
  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return plan.transformDown(
        Rewrite.of(node -> pushed(node).isPresent(), node -> pushed(node).orElseThrow()));
  }

  private static Optional<LogicalPlan> pushed(LogicalPlan node) {
    if (node instanceof Filter filter && filter.child() instanceof EmbedNode below) {
      return filtered(filter, below);
    }
    if (node instanceof LocalLimit limit) {
      return limited(limit);
    }
    if (node instanceof Project project && project.child() instanceof EmbedNode below) {
      return pruned(project, below);
    }
    return Optional.empty();
  }

  private static Optional<LogicalPlan> filtered(Filter filter, EmbedNode below) {
    List<Expression> down = new ArrayList<>();
    List<Expression> stay = new ArrayList<>();
    for (Expression part :
        CollectionConverters.asJava(filter.splitConjunctivePredicates(filter.condition()))) {
      boolean goes = part.deterministic() && part.references().subsetOf(below.child().outputSet());
      (goes ? down : stay).add(part);
    }
    if (down.isEmpty()) {
      return Optional.empty();
    }
    LogicalPlan rows = below.of(new Filter(all(down), below.child()));
    return Optional.of(stay.isEmpty() ? rows : new Filter(all(stay), rows));
  }

  private static Expression all(List<Expression> conditions) {
    return conditions.stream().reduce(And::new).orElseThrow();
  }

  /** Each partition needs no more rows than all together. */
  private static Optional<LogicalPlan> limited(LocalLimit limit) {
    if (limit.child() instanceof EmbedNode below && !isLimited(below.child(), limit)) {
      return Optional.of(limit.copy(limit.limitExpr(), limitedBelow(limit, below)));
    }
    if (limit.child() instanceof Project project
        && project.child() instanceof EmbedNode below
        && !isLimited(below.child(), limit)) {
      return Optional.of(
          limit.copy(
              limit.limitExpr(), project.copy(project.projectList(), limitedBelow(limit, below))));
    }
    return Optional.empty();
  }

  private static EmbedNode limitedBelow(LocalLimit limit, EmbedNode below) {
    return below.of(new LocalLimit(limit.limitExpr(), below.child()));
  }

  private static boolean isLimited(LogicalPlan rows, LocalLimit limit) {
    return rows.maxRowsPerPartition().isDefined()
        && limit.maxRowsPerPartition().isDefined()
        && ((Number) rows.maxRowsPerPartition().get()).longValue()
            <= ((Number) limit.limitExpr().eval(null)).longValue();
  }

  private static Optional<LogicalPlan> pruned(Project project, EmbedNode below) {
    AttributeSet read = project.references();
    List<Expression> texts = new ArrayList<>();
    List<Attribute> vectors = new ArrayList<>();
    for (int i = 0; i < below.vectors().size(); i++) {
      if (read.contains(below.vectors().apply(i))) {
        texts.add(below.texts().apply(i));
        vectors.add(below.vectors().apply(i));
      }
    }
    if (vectors.size() == below.vectors().size()) {
      return Optional.empty();
    }
    LogicalPlan rows =
        vectors.isEmpty()
            ? below.child()
            : new EmbedNode(SqlFunction.seq(texts), SqlFunction.seq(vectors), below.child());
    return Optional.of(project.copy(project.projectList(), rows));
  }
}
