package io.codestrata.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CreateStruct$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.aggregate.CollectList;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * {@code merkle_root}: of a map or an array, or of the rows of a group. The latter collects the
 * group's paths and hashes first, since a root needs all of them in order.
 */
final class MerkleRoot {
  private static final String NAME = "merkle_root";
  private static final DataType TEXT = DataTypes.StringType;

  static final FunctionHelp HELP =
      new FunctionHelp(
          NAME,
          "_FUNC_(files) - The Merkle root over files, as merkle_nodes has it for a folder's root:"
              + " 64 hex digits. _FUNC_(path, hash[, mode]) - The same over the rows of a group."
              + " Files with a null are left out; the root of none is the SHA-256 of nothing. A"
              + " path twice, or one that cannot be in a repository, is an error.",
          """
          * files - a map of path to hash, or an array of structs of path, hash and, where wanted, mode
          * path - the file's path within the repository
          * hash - its content_hash
          * mode - git's mode of the file, '100644' by default
          """,
          """
          > SELECT left(_FUNC_(map('a.py', content_hash('x'))), 12);
           e47f282dd0ac
          > SELECT _FUNC_(path, content_hash(text)) = _FUNC_(map('a.py', content_hash('x'))) FROM VALUES ('a.py', 'x') AS t(path, text);
           true
          """);

  private MerkleRoot() {}

  static Expression of(List<Expression> arguments) {
    return arguments.size() > 1 ? ofRows(arguments) : ofOne(arguments.get(0));
  }

  private static Expression ofOne(Expression files) {
    if (files.dataType() instanceof ArrayType array
        && array.elementType() instanceof StructType struct
        && (struct.size() == 2 || struct.size() == 3)) {
      return ofArray(files, struct.size());
    }
    return call("merkleRoot", DataTypes.createMapType(TEXT, TEXT, true), files);
  }

  private static Expression ofRows(List<Expression> arguments) {
    List<Expression> fields = arguments.stream().map(field -> cast(field, TEXT)).toList();
    Expression complete =
        fields.stream().<Expression>map(IsNotNull::new).reduce(And::new).orElseThrow();
    Expression struct = CreateStruct$.MODULE$.apply(SqlFunction.seq(fields));
    Expression file = new If(complete, struct, Literal.create(null, struct.dataType()));
    return ofArray(new CollectList(file).toAggregateExpression(), fields.size());
  }

  private static Expression ofArray(Expression files, int fields) {
    StructType file = new StructType().add("path", TEXT).add("hash", TEXT);
    ArrayType type = DataTypes.createArrayType(fields == 2 ? file : file.add("mode", TEXT), true);
    return call(fields == 2 ? "merkleRootOfPlainFiles" : "merkleRoot", type, cast(files, type));
  }

  private static Expression call(String method, AbstractDataType input, Expression files) {
    return CodeFunction.of(NAME, method, TEXT, List.of(input), List.of(files));
  }

  private static Expression cast(Expression value, DataType type) {
    return value.dataType().equals(type) ? value : new Cast(value, type, Option.empty());
  }
}
