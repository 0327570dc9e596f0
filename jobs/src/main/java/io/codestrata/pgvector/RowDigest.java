package io.codestrata.pgvector;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row as two hashes, made here of what is to be published and by {@link Verification} of what is:
 * equal rows have equal digests, and a table is compared without either side holding it.
 *
 * @param key MD5 of the primary key, 32 hex digits: rows are put in its order
 * @param digest MD5 of the other columns, 32 hex digits
 * @param label what a difference is told or mended by: a file's repository, a chunk's content, an
 *     embedding's key; parts are separated by {@link #SEPARATOR}
 */
public record RowDigest(String key, String digest, String label) implements Serializable {
  /** No part of a key holds it. */
  public static final String SEPARATOR = "\u0001";

  public static RowDigest of(FileRow row) {
    return new RowDigest(
        md5(row.repository(), row.path()),
        md5(row.contentHash(), row.language(), row.chunking(), row.model(), row.size()),
        row.repository());
  }

  public static RowDigest of(ContentChunk row) {
    var chunk = row.chunk();
    return new RowDigest(
        md5(row.contentHash(), row.language(), row.chunking(), chunk.ordinal()),
        md5(
            row.chunkHash(),
            chunk.kind(),
            chunk.symbol(),
            chunk.breadcrumb(),
            chunk.startLine(),
            chunk.endLine(),
            chunk.startByte(),
            chunk.endByte(),
            chunk.tokens(),
            md5(Lexemes.of(chunk)),
            chunk.text()),
        String.join(SEPARATOR, row.contentHash(), row.language(), row.chunking()));
  }

  public static RowDigest of(ChunkVector row) {
    return new RowDigest(
        md5(row.chunkHash(), row.model()),
        md5(row.vector()),
        String.join(SEPARATOR, row.chunkHash(), row.model()));
  }

  /** Of {@code concat_ws(chr(1), ...)}. */
  private static String md5(Object... fields) {
    String joined = Stream.of(fields).map(String::valueOf).collect(Collectors.joining(SEPARATOR));
    return hex(md5().digest(BinaryCopy.storable(joined).getBytes(StandardCharsets.UTF_8)));
  }

  /** Of {@code vector_send}. */
  private static String md5(float[] vector) {
    ByteBuffer sent = ByteBuffer.allocate(4 + 4 * vector.length);
    sent.putShort((short) vector.length).putShort((short) 0);
    for (float value : vector) {
      sent.putFloat(value);
    }
    return hex(md5().digest(sent.array()));
  }

  /** Of {@code tsvectorsend}, which gives the words in the order of their bytes. */
  private static String md5(Lexemes lexemes) {
    Map<byte[], short[]> words = new TreeMap<>(Arrays::compareUnsigned);
    lexemes
        .positions()
        .forEach((word, places) -> words.put(word.getBytes(StandardCharsets.UTF_8), places));
    MessageDigest md5 = md5();
    md5.update(ByteBuffer.allocate(4).putInt(0, words.size()));
    words.forEach(
        (word, places) -> {
          ByteBuffer entry = ByteBuffer.allocate(word.length + 3 + 2 * places.length);
          entry.put(word).put((byte) 0).putShort((short) places.length);
          for (short place : places) {
            entry.putShort(place);
          }
          md5.update(entry.array());
        });
    return hex(md5.digest());
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
