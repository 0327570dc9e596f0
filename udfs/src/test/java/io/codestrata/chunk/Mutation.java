package io.codestrata.chunk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Damages a source as editors, merges and attackers do; what comes out is valid UTF-8. */
final class Mutation {
  private static final int MOST = 6;
  private static final int LONGEST_SLICE = 400;
  private static final List<String> TOKENS =
      List.of(
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "<",
          ">",
          "<<",
          "\"",
          "'",
          "`",
          "\"\"\"",
          "'''",
          "/*",
          "*/",
          "//",
          "#",
          "--",
          "(*",
          "*)",
          "{-",
          "-}",
          "<!--",
          "-->",
          "<?php",
          "?>",
          "<%",
          "%>",
          "${",
          "#{",
          "<<EOF\n",
          "<<~EOF",
          "\\",
          "\\\n",
          "@",
          "$",
          "%",
          "%{",
          "%w(",
          ":",
          ";",
          ",",
          "..",
          "=",
          "=>",
          "->",
          "|",
          "&",
          "!",
          "?",
          "\t",
          "\r\n",
          "\r",
          "\f",
          "\u000b",
          "\u0001",
          "\u00a0",
          "\u0085",
          "\u2028",
          "\u3000",
          "\ufeff",
          "\ufffd",
          "é",
          "\ud83d\ude00",
          "begin",
          "end",
          "if",
          "do",
          "class",
          "def",
          "where",
          "let",
          "R\"x(",
          "0x",
          "1e",
          "\n\n",
          "    ");

  private final Random random;

  Mutation(Random random) {
    this.random = random;
  }

  byte[] of(byte[] sound) {
    // One char a byte, so that slices may cut characters; mended at the end.
    StringBuilder file = new StringBuilder(new String(sound, StandardCharsets.ISO_8859_1));
    for (int i = random.nextInt(MOST) + 1; i > 0; i--) {
      change(file);
    }
    byte[] bytes = file.toString().getBytes(StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
  }

  private void change(StringBuilder file) {
    int from = random.nextInt(file.length() + 1);
    int to = Math.min(file.length(), from + random.nextInt(LONGEST_SLICE));
    switch (random.nextInt(9)) {
      case 0 -> file.delete(from, to);
      case 1 -> file.insert(from, file.substring(from, to).repeat(random.nextInt(8) + 1));
      case 2 -> file.insert(random.nextInt(file.length() + 1), file.substring(from, to));
      case 3 -> file.setLength(from);
      case 4 -> file.insert(from, token().repeat(random.nextInt(400) + 1));
      case 5 -> file.insert(from, latin(token()).repeat(3) + "w".repeat(random.nextInt(2_000)));
      case 6 -> file.insert(from, noise(random.nextInt(200)));
      case 7 -> file.insert(from, indented(random.nextInt(120)));
      default -> {
        for (int i = random.nextInt(20); i >= 0; i--) {
          file.insert(random.nextInt(file.length() + 1), token());
        }
      }
    }
  }

  private String token() {
    return latin(TOKENS.get(random.nextInt(TOKENS.size())));
  }

  private String noise(int length) {
    StringBuilder noise = new StringBuilder();
    for (int i = 0; i < length; i++) {
      noise.append((char) random.nextInt(256));
    }
    return latin(noise.toString());
  }

  /** A token on each line, each line deeper than the one before. */
  private String indented(int depth) {
    String token = token();
    StringBuilder lines = new StringBuilder("\n");
    for (int i = 0; i < depth; i++) {
      lines.append(" ".repeat(i)).append(token).append('\n');
    }
    return lines.toString();
  }

  private static String latin(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
