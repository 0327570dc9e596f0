package io.codestrata.table;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Short forms for the tables' schemas. */
final class Schemas {
  private Schemas() {}

  static StructType of(StructField... fields) {
    return new StructType(fields);
  }

  static StructField text(String name) {
    return field(name, DataTypes.StringType);
  }

  static StructField bool(String name) {
    return field(name, DataTypes.BooleanType);
  }

  static StructField integer(String name) {
    return field(name, DataTypes.IntegerType);
  }

  static StructField bigint(String name) {
    return field(name, DataTypes.LongType);
  }

  static StructField real(String name) {
    return field(name, DataTypes.DoubleType);
  }

  static StructField instant(String name) {
    return field(name, DataTypes.TimestampType);
  }

  static StructField texts(String name) {
    return field(name, DataTypes.createArrayType(DataTypes.StringType, false));
  }

  static StructField structs(String name, StructField... fields) {
    return field(name, DataTypes.createArrayType(of(fields), false));
  }

  static StructField vector(String name) {
    return field(name, DataTypes.createArrayType(DataTypes.FloatType, false));
  }

  private static StructField field(String name, DataType type) {
    return new StructField(name, type, true, Metadata.empty());
  }
}
