package io.codestrata.job;

import io.codestrata.sql.SqlFunction;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** Embeds a partition's texts in batches, under the limits that the driver holds for all tasks. */
public final class EmbedExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final Seq<Expression> texts;
  private final Seq<Attribute> vectors;
  private final transient SqlEmbedding embedding;
  private final SparkPlan child;

  /**
   * @param texts over the child's rows
   * @param vectors a column for each text
   * @param embedding what embeds; of the driver
   */
  public EmbedExec(
      Seq<Expression> texts, Seq<Attribute> vectors, SqlEmbedding embedding, SparkPlan child) {
    this.texts = texts;
    this.vectors = vectors;
    this.embedding = embedding;
    this.child = child;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    return child
        .execute()
        .toJavaRDD()
        .mapPartitions(
            new EmbedRows.OfPartition(
                embedding.lent(sparkContext()), texts, child.output(), output()))
        .rdd();
  }

  @Override
  public Seq<Attribute> output() {
    return EmbedNode.joined(child.output(), vectors);
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet$.MODULE$.apply(SqlFunction.<Expression>widened(vectors));
  }

  @Override
  public Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public Seq<SparkPlan> children() {
    return SqlFunction.seq(List.of(child));
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new EmbedExec(texts, vectors, embedding, children.apply(0));
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> texts;
      case 1 -> vectors;
      case 2 -> embedding;
      case 3 -> child;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof EmbedExec;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof EmbedExec exec
            && productIterator().sameElements(exec.productIterator()));
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
