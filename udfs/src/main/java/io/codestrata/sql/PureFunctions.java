package io.codestrata.sql;

import java.util.List;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TypeCollection;
import org.apache.spark.sql.types.TypeCollection$;

/** The functions that need neither a configuration nor a database, and what is said of them. */
final class PureFunctions {
  private static final DataType TEXT = DataTypes.StringType;
  private static final TypeCollection TEXT_OR_BYTES =
      TypeCollection$.MODULE$.apply(
          SqlFunction.<AbstractDataType>seq(List.of(TEXT, DataTypes.BinaryType)));
  private static final ArrayType VECTOR = DataTypes.createArrayType(DataTypes.FloatType, true);

  /** A chunk, as {@code chunk_code} gives it. */
  static final StructType CHUNK =
      new StructType()
          .add("ordinal", DataTypes.IntegerType, false)
          .add("text", TEXT, false)
          .add("symbol", TEXT, false)
          .add("kind", TEXT, false)
          .add("breadcrumb", TEXT, false)
          .add("signature", TEXT, false)
          .add("start_byte", DataTypes.IntegerType, false)
          .add("end_byte", DataTypes.IntegerType, false)
          .add("start_line", DataTypes.IntegerType, false)
          .add("end_line", DataTypes.IntegerType, false)
          .add("tokens", DataTypes.IntegerType, false)
          .add("chunk_hash", TEXT, false);

  static final List<SqlFunction> ALL =
      List.of(
          detectLanguage(),
          chunkCode(),
          contentHash(),
          new SqlFunction(MerkleRoot.HELP, 1, 3, MerkleRoot::of),
          cosineSimilarity(),
          hammingDistance(),
          quantizeBinary(),
          tokenCount());

  private PureFunctions() {}

  private static SqlFunction function(
      FunctionHelp help, int least, String method, DataType type, AbstractDataType... inputs) {
    return new SqlFunction(
        help,
        least,
        inputs.length,
        arguments -> CodeFunction.of(help.name(), method, type, List.of(inputs), arguments));
  }

  private static SqlFunction detectLanguage() {
    return function(
        new FunctionHelp(
            "detect_language",
            "_FUNC_(path[, content]) - Tells a file's language by its name and, where names do not"
                + " decide, by its content; 'text' where nothing does.",
            """
            * path - the file's name, folders or not
            * content - a string or binary of all of the file, or of its beginning
            """,
            """
            > SELECT _FUNC_('src/main.rs');
             rust
            > SELECT _FUNC_('run', '#!/usr/bin/env python3');
             python
            """),
        1,
        "detectLanguage",
        TEXT,
        TEXT,
        TEXT_OR_BYTES);
  }

  private static SqlFunction chunkCode() {
    return function(
        new FunctionHelp(
            "chunk_code",
            "_FUNC_(content, language[, max_tokens]) - Cuts a file along its syntax into an array"
                + " of chunks, as the index does: structs of ordinal, text, symbol, kind,"
                + " breadcrumb, signature, start_byte, end_byte, start_line, end_line, tokens and"
                + " chunk_hash. Lines are cut where the language has no grammar; what is no text"
                + " has no chunks.",
            """
            * content - a string or binary
            * language - as detect_language gives it
            * max_tokens - budget of a chunk in estimated tokens, 512 by default
            """,
            """
            > SELECT size(_FUNC_('def total(items): return sum(items)', 'python'));
             1
            > SELECT c.kind, c.symbol, c.start_line FROM (SELECT explode(_FUNC_('def total(items): return sum(items)', 'python')) c);
             function	total	1
            """),
        2,
        "chunkCode",
        DataTypes.createArrayType(CHUNK, false),
        TEXT_OR_BYTES,
        TEXT,
        DataTypes.IntegerType);
  }

  private static SqlFunction contentHash() {
    return function(
        new FunctionHelp(
            "content_hash",
            "_FUNC_(content) - Git's blob id of the bytes, as the column content_hash has it. A"
                + " string counts as UTF-8.",
            """
            * content - a string or binary
            """,
            """
            > SELECT _FUNC_('hello');
             b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0
            """),
        1,
        "contentHash",
        TEXT,
        TEXT_OR_BYTES);
  }

  private static SqlFunction cosineSimilarity() {
    return function(
        new FunctionHelp(
            "cosine_similarity",
            "_FUNC_(a, b) - The cosine of two vectors, from -1 to 1. Null for zeros and for vectors"
                + " that hold a null; vectors of two lengths are an error.",
            """
            * a - an array of numbers
            * b - another, as long
            """,
            """
            > SELECT _FUNC_(array(3, 4), array(6, 8));
             1.0
            > SELECT _FUNC_(array(1.0, 0.0), array(0.0, 1.0));
             0.0
            """),
        2,
        "cosineSimilarity",
        DataTypes.DoubleType,
        VECTOR,
        VECTOR);
  }

  private static SqlFunction hammingDistance() {
    return function(
        new FunctionHelp(
            "hamming_distance",
            "_FUNC_(a, b) - How many bits of two binaries differ. Binaries of two lengths are an"
                + " error.",
            """
            * a - a binary, such as quantize_binary gives
            * b - another, as long
            """,
            """
            > SELECT _FUNC_(x'F0', x'0F');
             8
            """),
        2,
        "hammingDistance",
        DataTypes.IntegerType,
        DataTypes.BinaryType,
        DataTypes.BinaryType);
  }

  private static SqlFunction quantizeBinary() {
    return function(
        new FunctionHelp(
            "quantize_binary",
            "_FUNC_(vector) - One bit a component, set where it is above zero, the first the most"
                + " significant; as pgvector's binary_quantize does. Null for a vector that holds"
                + " a null.",
            """
            * vector - an array of numbers
            """,
            """
            > SELECT hex(_FUNC_(array(0.5, -0.1, 0.2, 0)));
             A0
            """),
        1,
        "quantizeBinary",
        DataTypes.BinaryType,
        VECTOR);
  }

  private static SqlFunction tokenCount() {
    return function(
        new FunctionHelp(
            "token_count",
            "_FUNC_(text) - Tokens of a text by the estimate that chunks are cut by, the same"
                + " whatever model embeds them.",
            """
            * text - a string
            """,
            """
            > SELECT _FUNC_('return total + 1');
             6
            """),
        1,
        "tokenCount",
        DataTypes.IntegerType,
        TEXT);
  }
}
