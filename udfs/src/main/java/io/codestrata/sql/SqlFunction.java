package io.codestrata.sql;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.errors.QueryCompilationErrors$;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A function that queries call by name.
 *
 * @param help what is said of it
 * @param leastArguments and most, else the query is refused
 * @param body makes the expression of the resolved arguments
 */
public record SqlFunction(
    FunctionHelp help,
    int leastArguments,
    int mostArguments,
    Function1<List<Expression>, Expression> body) {

  /** What a session's extensions take. */
  public Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      description() {
    return new Tuple3<>(
        new FunctionIdentifier(help.name()),
        help.info(),
        arguments -> {
          checkCount(help.name(), arguments.size(), leastArguments, mostArguments);
          return body.apply(CollectionConverters.asJava(arguments));
        });
  }

  /** Refuses a call with too few or too many arguments in Spark's own words. */
  public static void checkCount(String name, int count, int least, int most) {
    if (count < least || count > most) {
      List<Object> valid =
          java.util.stream.IntStream.rangeClosed(least, most).boxed().collect(Collectors.toList());
      QueryCompilationErrors$ errors = QueryCompilationErrors$.MODULE$;
      throw unchecked(
          errors.wrongNumArgsError(
              name,
              seq(valid),
              count,
              errors.wrongNumArgsError$default$4(),
              errors.wrongNumArgsError$default$5(),
              errors.wrongNumArgsError$default$6()));
    }
  }

  /** An immutable Scala sequence. */
  public static <T> Seq<T> seq(List<? extends T> list) {
    return CollectionConverters.<T>asScala(List.<T>copyOf(list)).toSeq();
  }

  /** The same sequence: Scala's take any wider type, which Java does not see. */
  @SuppressWarnings("unchecked")
  public static <T> Seq<T> widened(Seq<? extends T> sequence) {
    return (Seq<T>) sequence;
  }

  /** Spark's own exceptions are checked, and Scala throws them from anywhere. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public static <T extends Throwable> RuntimeException unchecked(Throwable cause) throws T {
    throw (T) cause;
  }
}
