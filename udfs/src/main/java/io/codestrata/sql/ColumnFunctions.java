package io.codestrata.sql;

import io.codestrata.chunk.Chunk;
import io.codestrata.chunk.GuardedChunker;
import io.codestrata.chunk.ParseJournal;
import io.codestrata.chunk.SourceText;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.language.LanguageDetector;
import io.codestrata.merkle.ContentHash;
import io.codestrata.merkle.Manifest;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.merkle.MerkleTree;
import io.codestrata.vector.Quantizer;
import io.codestrata.vector.Similarity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The pure functions over Spark's own forms of values: what {@link CodeFunction} calls, by name.
 * Text is UTF-8 bytes there, so nothing is decoded that need not be.
 */
public final class ColumnFunctions {
  private static final int CHUNK_TOKENS = 512;
  private static final UTF8String PLAIN_FILE = UTF8String.fromString("100644");
  private static final TokenEstimate TOKENS = new TokenEstimate();
  private static final Map<Integer, GuardedChunker> CHUNKERS = new ConcurrentHashMap<>();

  private ColumnFunctions() {}

  public static UTF8String detectLanguage(UTF8String path) {
    return detectLanguage(path, new byte[0]);
  }

  public static UTF8String detectLanguage(UTF8String path, UTF8String content) {
    return detectLanguage(path, content.getBytes());
  }

  public static UTF8String detectLanguage(UTF8String path, byte[] content) {
    return UTF8String.fromString(LanguageDetector.shared().detect(path.toString(), content));
  }

  public static ArrayData chunkCode(UTF8String content, UTF8String language) {
    return chunkCode(content.getBytes(), language, CHUNK_TOKENS);
  }

  public static ArrayData chunkCode(byte[] content, UTF8String language) {
    return chunkCode(content, language, CHUNK_TOKENS);
  }

  public static ArrayData chunkCode(UTF8String content, UTF8String language, int maxTokens) {
    return chunkCode(content.getBytes(), language, maxTokens);
  }

  /** Rows of {@link PureFunctions#CHUNK}; none of what is no text. */
  public static ArrayData chunkCode(byte[] content, UTF8String language, int maxTokens) {
    if (maxTokens < 1) {
      throw new IllegalArgumentException(
          "chunk_code: a chunk of " + maxTokens + " tokens holds nothing (give 1 or more)");
    }
    SourceText text = SourceText.of(content);
    if (!text.skipReason().isEmpty()) {
      return new GenericArrayData(new Object[0]);
    }
    String name = language.toString();
    List<Chunk> chunks =
        CHUNKERS
            .computeIfAbsent(maxTokens, ColumnFunctions::chunker)
            .cut(new ParseJournal.Parse("", "", name), text.utf8())
            .chunks();
    return new GenericArrayData(chunks.stream().map(ColumnFunctions::row).toArray());
  }

  private static GuardedChunker chunker(int maxTokens) {
    return new GuardedChunker(List.of(), TOKENS, maxTokens, ParseJournal.NONE, language -> false);
  }

  private static InternalRow row(Chunk chunk) {
    return new GenericInternalRow(
        new Object[] {
          chunk.ordinal(),
          UTF8String.fromString(chunk.text()),
          UTF8String.fromString(chunk.symbol()),
          UTF8String.fromString(chunk.kind()),
          UTF8String.fromString(chunk.breadcrumb()),
          UTF8String.fromString(chunk.signature()),
          chunk.startByte(),
          chunk.endByte(),
          chunk.startLine(),
          chunk.endLine(),
          chunk.tokens(),
          UTF8String.fromString(ContentHash.ofText(chunk.embeddedText()))
        });
  }

  public static UTF8String contentHash(UTF8String content) {
    return contentHash(content.getBytes());
  }

  public static UTF8String contentHash(byte[] content) {
    return UTF8String.fromString(ContentHash.ofFile(content));
  }

  /** Of a map of path to hash. */
  public static UTF8String merkleRoot(MapData hashes) {
    ArrayData paths = hashes.keyArray();
    ArrayData values = hashes.valueArray();
    List<ManifestEntry> entries = new ArrayList<>();
    for (int i = 0; i < hashes.numElements(); i++) {
      if (!values.isNullAt(i)) {
        entries.add(entry(paths.getUTF8String(i), values.getUTF8String(i), PLAIN_FILE));
      }
    }
    return root(entries);
  }

  /** Of structs of path, hash and mode. */
  public static UTF8String merkleRoot(ArrayData files) {
    return merkleRoot(files, 3);
  }

  /** Of structs of path and hash. */
  public static UTF8String merkleRootOfPlainFiles(ArrayData files) {
    return merkleRoot(files, 2);
  }

  private static UTF8String merkleRoot(ArrayData files, int fields) {
    List<ManifestEntry> entries = new ArrayList<>();
    for (int i = 0; i < files.numElements(); i++) {
      InternalRow file = files.isNullAt(i) ? null : files.getStruct(i, fields);
      if (file != null && !file.anyNull()) {
        entries.add(
            entry(
                file.getUTF8String(0),
                file.getUTF8String(1),
                fields == 2 ? PLAIN_FILE : file.getUTF8String(2)));
      }
    }
    return root(entries);
  }

  private static ManifestEntry entry(UTF8String path, UTF8String hash, UTF8String mode) {
    return new ManifestEntry(path.toString(), mode.toString(), hash.toString(), 0);
  }

  private static UTF8String root(List<ManifestEntry> entries) {
    return UTF8String.fromString(MerkleTree.of(Manifest.of(entries)).root());
  }

  /** Null for vectors that hold a null, and for zeros, which have no direction. */
  public static Double cosineSimilarity(ArrayData a, ArrayData b) {
    float[] first = components(a);
    float[] second = components(b);
    if (first == null || second == null) {
      return null;
    }
    double cosine = Similarity.cosine(first, second);
    return Double.isNaN(cosine) ? null : cosine;
  }

  public static int hammingDistance(byte[] a, byte[] b) {
    return Similarity.hamming(a, b);
  }

  /** Null for a vector that holds a null. */
  public static byte[] quantizeBinary(ArrayData vector) {
    float[] components = components(vector);
    return components == null ? null : Quantizer.bits(components);
  }

  /** Null where one is null, which Spark copies as a zero: so only zeros are asked about. */
  private static float[] components(ArrayData vector) {
    float[] components = vector.toFloatArray();
    for (int d = 0; d < components.length; d++) {
      if (components[d] == 0 && vector.isNullAt(d)) {
        return null;
      }
    }
    return components;
  }

  public static int tokenCount(UTF8String text) {
    byte[] utf8 = text.getBytes();
    return TOKENS.count(utf8, 0, utf8.length);
  }
}
