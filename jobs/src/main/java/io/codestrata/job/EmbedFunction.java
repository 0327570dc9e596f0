package io.codestrata.job;

import io.codestrata.sql.SqlFunction;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * {@code embed(text)} as it stands in a query, until {@link EmbedExtraction} has moved it into an
 * {@link EmbedNode}: it is never evaluated where it stands, since that would be a call a row.
 */
public final class EmbedFunction extends Expression
    implements ImplicitCastInputTypes, Serializable {
  private static final long serialVersionUID = 1L;
  static final String NAME = "embed";
  static final DataType VECTOR = DataTypes.createArrayType(DataTypes.FloatType, false);

  private final Expression text;

  public EmbedFunction(Expression text) {
    this.text = text;
  }

  Expression text() {
    return text;
  }

  @Override
  public Object eval(InternalRow row) {
    throw new UnsupportedOperationException(SqlErrors.embedMisplaced());
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw new UnsupportedOperationException(SqlErrors.embedMisplaced());
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    return ImplicitCastInputTypes.super.checkInputDataTypes();
  }

  @Override
  public Seq<AbstractDataType> inputTypes() {
    return SqlFunction.seq(List.of(DataTypes.StringType));
  }

  @Override
  public DataType dataType() {
    return VECTOR;
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public String prettyName() {
    return NAME;
  }

  @Override
  public Seq<Expression> children() {
    return SqlFunction.seq(List.of(text));
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new EmbedFunction(children.apply(0));
  }

  @Override
  public int productArity() {
    return 1;
  }

  @Override
  public Object productElement(int index) {
    return text;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof EmbedFunction;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EmbedFunction function && text.equals(function.text);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
