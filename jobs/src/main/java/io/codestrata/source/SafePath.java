package io.codestrata.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which paths of a repository may be used as they are. A safe path is relative, has no empty,
 * {@code .} or {@code ..} name, no control character, no backslash, is valid Unicode and at most
 * {@link #MAX_BYTES} long.
 */
final class SafePath {
  /** Linux's PATH_MAX. */
  static final int MAX_BYTES = 4096;

  private SafePath() {}

  /** The path, if it is safe. */
  static Optional<String> of(byte[] raw) {
    if (raw.length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      CharBuffer path =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(raw));
      return Optional.of(path.toString()).filter(SafePath::isSafe);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static boolean isSafe(String path) {
    if (path.length() > MAX_BYTES || !path.chars().allMatch(SafePath::isSafe)) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSafe(int c) {
    // U+FFFD is what the JDK makes of a name that is not valid in the system's encoding.
    return !Character.isISOControl(c) && c != '\\' && c != '\uFFFD';
  }

  /**
   * A name for an unsafe path that a manifest can hold: bytes outside printable ASCII and
   * backslashes as {@code \xNN}; empty, {@code .} and {@code ..} names with {@code \x} escapes too.
   * Two paths of at most {@link #MAX_BYTES} never share one; a longer one is cut.
   */
  static String escaped(byte[] raw) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(raw.length, MAX_BYTES); i++) {
      char c = (char) (raw[i] & 0xff);
      if (c > ' ' && c < 127 && c != '\\' && c != '/' && c != '.') {
        out.append(c);
      } else if (c == ' '
          || (c == '.' && !isDotName(raw, i))
          || (c == '/' && !isEmptyName(raw, i))) {
        out.append(c);
      } else {
        out.append("\\x%02x".formatted((int) c));
      }
    }
    return out.isEmpty() ? "\\x" : out.toString();
  }

  /** The text with control characters as {@code \xNN}: one line, safe for a terminal. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append("\\x%02x".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /** Whether the dot at i belongs to a name made of one or two dots. */
  private static boolean isDotName(byte[] raw, int i) {
    int start = i;
    while (start > 0 && raw[start - 1] != '/') {
      start--;
    }
    int end = i;
    while (end < raw.length && raw[end] != '/') {
      end++;
    }
    return end - start <= 2 && raw[start] == '.' && raw[end - 1] == '.';
  }

  /** Whether the slash at i stands first, last or after another slash. */
  private static boolean isEmptyName(byte[] raw, int i) {
    return i == 0 || i == Math.min(raw.length, MAX_BYTES) - 1 || raw[i - 1] == '/';
  }
}
