package io.codestrata.job;

import io.codestrata.sql.SqlFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The rows of a plan with a vector each for some texts of theirs; see {@link EmbedExec}. */
public final class EmbedNode extends LogicalPlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Seq<Expression> texts;
  private final Seq<Attribute> vectors;
  private final LogicalPlan child;

  /**
   * @param texts over the child's rows
   * @param vectors a column for each text
   */
  public EmbedNode(Seq<Expression> texts, Seq<Attribute> vectors, LogicalPlan child) {
    this.texts = texts;
    this.vectors = vectors;
    this.child = child;
  }

  Seq<Expression> texts() {
    return texts;
  }

  Seq<Attribute> vectors() {
    return vectors;
  }

  LogicalPlan child() {
    return child;
  }

  /** The same of other rows. */
  EmbedNode of(LogicalPlan rows) {
    return new EmbedNode(texts, vectors, rows);
  }

  static Seq<Attribute> joined(Seq<Attribute> own, Seq<Attribute> vectors) {
    List<Attribute> all = new ArrayList<>(CollectionConverters.asJava(own));
    all.addAll(CollectionConverters.asJava(vectors));
    return SqlFunction.seq(all);
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
  public Seq<LogicalPlan> children() {
    return SqlFunction.seq(List.of(child));
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return of(children.apply(0));
  }

  @Override
  public int productArity() {
    return 3;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> texts;
      case 1 -> vectors;
      case 2 -> child;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof EmbedNode;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof EmbedNode node
            && productIterator().sameElements(node.productIterator()));
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
