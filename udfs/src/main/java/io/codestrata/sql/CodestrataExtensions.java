package io.codestrata.sql;

import java.util.ServiceLoader;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Registers Codestrata's SQL functions with a session: {@code
 * spark.sql.extensions=io.codestrata.sql.CodestrataExtensions}.
 */
public final class CodestrataExtensions
    extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    PureFunctions.ALL.forEach(function -> extensions.injectFunction(function.description()));
    ServiceLoader.load(SqlExtension.class, CodestrataExtensions.class.getClassLoader())
        .forEach(more -> more.register(extensions));
    return BoxedUnit.UNIT;
  }
}
