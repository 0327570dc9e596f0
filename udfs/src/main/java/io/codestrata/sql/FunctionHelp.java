package io.codestrata.sql;

import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;

/**
 * What {@code DESCRIBE FUNCTION EXTENDED} says of a function.
 *
 * @param name as it is called
 * @param usage {@code _FUNC_} stands for the name
 * @param arguments a line each
 * @param examples lines as {@code > SELECT ...;}, each followed by what it gives
 */
public record FunctionHelp(String name, String usage, String arguments, String examples) {
  private static final String SINCE = "0.1.0";

  /** In Spark's form. */
  public ExpressionInfo info() {
    return new ExpressionInfo(
        "io.codestrata.sql." + name,
        null,
        name,
        usage,
        section("Arguments", arguments),
        section("Examples", examples),
        "",
        "misc_funcs",
        SINCE,
        "",
        "java_udf");
  }

  private static String section(String title, String lines) {
    return "\n    " + title + ":\n" + lines.stripTrailing().indent(6) + "  ";
  }
}
