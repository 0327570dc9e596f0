package io.codestrata.chunk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A file's content as text, or why it is none. Ranges of chunks are over {@link #utf8}: the file's
 * own bytes where it is UTF-8, else its transcription.
 *
 * @param utf8 valid UTF-8 without NUL; empty where there is a reason
 * @param encoding what the bytes were read as; empty where there is a reason
 * @param skipReason {@code binary}, {@code lfs-pointer}, {@code blank}, or empty
 */
public record SourceText(byte[] utf8, String encoding, String skipReason) {
  /** First line of a pointer file: the Git LFS specification, version 1. */
  private static final byte[] LFS =
      "version https://git-lfs.github.com/spec/v1".getBytes(StandardCharsets.US_ASCII);

  /** A pointer is under 1,024 bytes by that specification. */
  private static final int LARGEST_POINTER = 1_024;

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final char REPLACEMENT = '\ufffd';
  private static final int HEAD_BYTES = 8_000;

  /**
   * Tells what the bytes are. UTF-16 needs its mark. What is UTF-8 but for some bytes has U+FFFD in
   * their place, lone surrogates too; anything else is read as Windows-1252, which holds Latin-1. A
   * line ends at {@code \n}, and a {@code \r} is blank.
   */
  public static SourceText of(byte[] content) {
    if (content.length < LARGEST_POINTER && startsWith(content, LFS)) {
      return skipped("lfs-pointer");
    }
    boolean sound = isUtf8(content);
    Charset encoding = sound ? StandardCharsets.UTF_8 : encoding(content);
    byte[] utf8 = sound ? content : new String(content, encoding).getBytes(StandardCharsets.UTF_8);
    int control = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte value = utf8[i];
      if (value == 0) {
        return skipped("binary");
      }
      if (i < HEAD_BYTES && value > 0 && value < ' ' && !Character.isWhitespace(value)) {
        control++;
      }
    }
    if (control * 10 > Math.min(utf8.length, HEAD_BYTES)) {
      return skipped("binary");
    }
    return Utf8Lines.isBlank(utf8) ? skipped("blank") : new SourceText(utf8, encoding.name(), "");
  }

  private static Charset encoding(byte[] content) {
    int mark = content.length < 2 ? 0 : ((content[0] & 0xff) << 8) | (content[1] & 0xff);
    if (mark == 0xfeff || mark == 0xfffe) {
      return StandardCharsets.UTF_16;
    }
    return isMostlySound(new String(content, StandardCharsets.UTF_8))
        ? StandardCharsets.UTF_8
        : WINDOWS_1252;
  }

  private static boolean isUtf8(byte[] content) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Whether a text has more characters beyond ASCII than places where bytes were replaced. */
  private static boolean isMostlySound(String mended) {
    int sound = 0;
    int damaged = 0;
    for (int i = 0; i < mended.length(); i++) {
      if (mended.charAt(i) == REPLACEMENT) {
        damaged += i == 0 || mended.charAt(i - 1) != REPLACEMENT ? 1 : 0;
      } else if (mended.charAt(i) >= 0x80) {
        sound++;
      }
    }
    return sound > damaged;
  }

  private static SourceText skipped(String reason) {
    return new SourceText(new byte[0], "", reason);
  }

  private static boolean startsWith(byte[] content, byte[] prefix) {
    return content.length >= prefix.length
        && java.util.Arrays.equals(content, 0, prefix.length, prefix, 0, prefix.length);
  }
}
