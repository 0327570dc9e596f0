package io.codestrata.table;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;

/**
 * Spark's rows, as a codec encodes them, as Delta's Kernel writes them.
 *
 * @param getSchema of the table
 * @param order of the same columns in the rows
 */
record RowBatch(StructType getSchema, org.apache.spark.sql.types.StructType order, List<Row> rows)
    implements ColumnarBatch {
  @Override
  public ColumnVector getColumnVector(int ordinal) {
    int at = order.fieldIndex(getSchema.at(ordinal).getName());
    return new Values(
        getSchema.at(ordinal).getDataType(), rows.stream().map(row -> row.get(at)).toList());
  }

  @Override
  public int getSize() {
    return rows.size();
  }

  /** One column's values: boxed, texts, Timestamps, arrays, or rows of a struct's fields. */
  private record Values(DataType getDataType, List<Object> values)
      implements ColumnVector, ArrayValue {
    @Override
    public int getSize() {
      return values.size();
    }

    @Override
    public void close() {
      // Nothing but the driver's memory.
    }

    @Override
    public boolean isNullAt(int row) {
      return values.get(row) == null;
    }

    @Override
    public boolean getBoolean(int row) {
      return (Boolean) values.get(row);
    }

    @Override
    public int getInt(int row) {
      return (Integer) values.get(row);
    }

    @Override
    public long getLong(int row) {
      return values.get(row) instanceof Timestamp time
          ? ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant())
          : (Long) values.get(row);
    }

    @Override
    public float getFloat(int row) {
      return (Float) values.get(row);
    }

    @Override
    public double getDouble(int row) {
      return (Double) values.get(row);
    }

    @Override
    public String getString(int row) {
      return (String) values.get(row);
    }

    @Override
    public ArrayValue getArray(int row) {
      DataType element = ((ArrayType) getDataType).getElementType();
      return new Values(
          element,
          values.get(row) instanceof float[] numbers
              ? IntStream.range(0, numbers.length).<Object>mapToObj(i -> numbers[i]).toList()
              : Arrays.asList((Object[]) values.get(row)));
    }

    @Override
    public ColumnVector getElements() {
      return this;
    }

    @Override
    public ColumnVector getChild(int ordinal) {
      return new Values(
          ((StructType) getDataType).at(ordinal).getDataType(),
          values.stream().map(row -> row == null ? null : ((Row) row).get(ordinal)).toList());
    }
  }
}
