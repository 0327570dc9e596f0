package io.codestrata.sql;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A call of one of {@link ColumnFunctions}, by its name in SQL. Null where an argument is null. The
 * work is {@link StaticInvoke}'s, which compiles into the stage's code; it has no name of its own
 * for columns and plans.
 */
public final class CodeFunction extends Expression implements ImplicitCastInputTypes, Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String method;
  private final DataType dataType;

  /** For the analysis only, and not all of Spark's can be sent. */
  private final transient Seq<AbstractDataType> inputTypes;

  private final Seq<Expression> arguments;
  private transient StaticInvoke call;

  /**
   * @param name in SQL
   * @param method of {@link ColumnFunctions}, overloaded by its arguments' types
   */
  public CodeFunction(
      String name,
      String method,
      DataType dataType,
      Seq<AbstractDataType> inputTypes,
      Seq<Expression> arguments) {
    this.name = name;
    this.method = method;
    this.dataType = dataType;
    this.inputTypes = inputTypes;
    this.arguments = arguments;
  }

  static CodeFunction of(
      String name,
      String method,
      DataType dataType,
      List<AbstractDataType> inputTypes,
      List<Expression> arguments) {
    return new CodeFunction(
        name,
        method,
        dataType,
        SqlFunction.seq(inputTypes.subList(0, arguments.size())),
        SqlFunction.seq(arguments));
  }

  private StaticInvoke call() {
    if (call == null) {
      call =
          new StaticInvoke(
              ColumnFunctions.class,
              dataType,
              method,
              arguments,
              SqlFunction.seq(List.of()),
              true,
              true,
              true,
              Option.empty());
    }
    return call;
  }

  @Override
  public Object eval(InternalRow row) {
    return call().eval(row);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return call().doGenCode(context, code);
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    return ImplicitCastInputTypes.super.checkInputDataTypes();
  }

  @Override
  public Seq<AbstractDataType> inputTypes() {
    return inputTypes;
  }

  @Override
  public DataType dataType() {
    return dataType;
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public boolean foldable() {
    return arguments.forall(Expression::foldable);
  }

  @Override
  public String prettyName() {
    return name;
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new CodeFunction(name, method, dataType, inputTypes, children);
  }

  @Override
  public Iterator<Object> stringArgs() {
    return SqlFunction.<Object>seq(scala.jdk.javaapi.CollectionConverters.asJava(arguments))
        .iterator();
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> name;
      case 1 -> method;
      case 2 -> dataType;
      case 3 -> inputTypes;
      case 4 -> arguments;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof CodeFunction;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof CodeFunction function
            && productIterator().sameElements(function.productIterator()));
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
