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
 * agrees with it. In a repository whose objects are SHA-256 it is that id, 64 digits: the same
 * bytes are then cut once more, and embedded no second time. A chunk hash is SHA-256 over exactly
 * what is embedded.
 */
public final class ContentHash {
  private static final int SHA256_DIGITS = 64;

  private ContentHash() {}

  /** Git's blob id of the bytes: 40 lower-case hex digits. */
  public static String ofFile(byte[] content) {
    return blobId("SHA-1", content);
  }

  /**
   * Whether a content hash is that of the bytes.
   *
   * @param contentHash 40 lower-case hex digits; or 64, the id in a repository of SHA-256
   */
  public static boolean isOf(String contentHash, byte[] content) {
    String algorithm = contentHash.length() == SHA256_DIGITS ? "SHA-256" : "SHA-1";
    return blobId(algorithm, content).equals(contentHash);
  }

  private static String blobId(String algorithm, byte[] content) {
    MessageDigest digest = digest(algorithm);
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
