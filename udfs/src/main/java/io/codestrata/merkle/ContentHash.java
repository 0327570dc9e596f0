package io.codestrata.merkle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of content. A file's content hash is the id git gives its blob (SHA-1 over {@code "blob
 * <length>\0"} and the bytes, <a
 * href="https://git-scm.com/book/en/v2/Git-Internals-Git-Objects">Git Internals, Objects</a>), so a
 * listing of a git tree yields it without reading a byte and a folder or archive with the same file
 * agrees with it. A chunk hash is SHA-256 over exactly what is embedded.
 */
public final class ContentHash {
  private ContentHash() {}

  /** Git's blob id of the bytes: 40 lower-case hex digits. */
  public static String ofFile(byte[] content) {
    MessageDigest digest = digest("SHA-1");
    digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(digest.digest(content));
  }

  /** SHA-256 of the text's UTF-8 bytes: 64 lower-case hex digits. */
  public static String ofText(String text) {
    return HexFormat.of()
        .formatHex(digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
