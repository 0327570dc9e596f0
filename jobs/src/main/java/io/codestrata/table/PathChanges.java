package io.codestrata.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Rows that come to a table keyed by repository and path, and rows that go: one commit.
 *
 * @param upserts rows with all their columns
 * @param gone keys of rows that go; none of them is a key of the others
 */
record PathChanges<R extends Serializable>(
    LakeTable<R> table, List<R> upserts, List<FileKey> gone, Function<R, FileKey> key) {
  private static final String DELETED = "__deleted";
  private static final StructType KEY_SCHEMA =
      Schemas.of(Schemas.text("repository"), Schemas.text("path"));

  void apply() {
    if (upserts.size() + gone.size() <= LakeTable.FEW) {
      // A MERGE costs more: it joins, and twice.
      List<FileKey> keys = keys();
      table.replaceFew(
          keys.stream()
              .map(row -> List.of(row.repository(), row.path()))
              .collect(Collectors.toSet()),
          upserts,
          isKeyOf(keys),
          Optional.empty());
    } else {
      merge();
    }
  }

  private List<FileKey> keys() {
    List<FileKey> keys = new ArrayList<>(gone);
    upserts.forEach(row -> keys.add(key.apply(row)));
    return keys;
  }

  /** Such that Delta passes over files, and each row is looked up in sets. */
  private static String isKeyOf(List<FileKey> keys) {
    String condition =
        LakeTable.repositoryIn(keys.stream().map(FileKey::repository))
            + " AND "
            + LakeTable.in("path", keys.stream().map(FileKey::path));
    return keys.stream().map(FileKey::repository).distinct().count() <= 1
        ? condition
        // Neither holds a NUL, so no two keys give the same text.
        : condition
            + " AND "
            + LakeTable.in(
                "concat(repository, '\\u0000', path)",
                keys.stream().map(key -> key.repository() + '\0' + key.path()));
  }

  private void merge() {
    Dataset<Row> source =
        table
            .rows(upserts)
            .withColumn(DELETED, functions.lit(false))
            .unionByName(
                table
                    .spark()
                    .createDataFrame(
                        gone.stream()
                            .map(row -> RowFactory.create(row.repository(), row.path()))
                            .toList(),
                        KEY_SCHEMA)
                    .withColumn(DELETED, functions.lit(true)),
                true);
    Map<String, String> values =
        Stream.of(table.schema().fieldNames())
            .collect(Collectors.toMap(column -> column, column -> "s." + column));
    // No other repository's rows are looked at.
    String within =
        "t." + LakeTable.repositoryIn(keys().stream().map(FileKey::repository)) + " AND ";
    table
        .merge(source, within)
        .whenMatched("s." + DELETED)
        .delete()
        .whenMatched("NOT s." + DELETED)
        .updateExpr(values)
        .whenNotMatched("NOT s." + DELETED)
        .insertExpr(values)
        .execute();
  }
}
