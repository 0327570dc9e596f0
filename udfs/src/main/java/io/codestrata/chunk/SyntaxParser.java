package io.codestrata.chunk;

import java.util.Optional;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSParser;
import org.treesitter.TSTree;

/**
 * Parses under guards. What is too large, too deep or takes too long is not parsed: tree-sitter's
 * work on 200,000 open brackets was measured at over a minute. A parser a thread, reused.
 */
final class SyntaxParser {
  private static final int LARGEST_BYTES = 2_000_000;
  private static final int DEEPEST_BRACKETS = 500;
  private static final long BUDGET_NANOS = 5_000_000_000L;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final ThreadLocal<TSParser> PARSERS = ThreadLocal.withInitial(TSParser::new);

  private SyntaxParser() {}

  /** The tree, its offsets in bytes of the content; empty where a guard or the parser says no. */
  static Optional<TSTree> parse(TSLanguage grammar, byte[] utf8) {
    if (utf8.length > LARGEST_BYTES || tooDeep(utf8)) {
      return Optional.empty();
    }
    TSParser parser = PARSERS.get();
    if (!parser.setLanguage(grammar)) {
      return Optional.empty();
    }
    long deadline = System.nanoTime() + BUDGET_NANOS;
    try {
      TSTree tree =
          parser.parseWithOptions(
              new byte[BUFFER_BYTES],
              null,
              (buffer, offset, point) -> {
                int length = Math.max(0, Math.min(buffer.length, utf8.length - offset));
                System.arraycopy(utf8, Math.min(offset, utf8.length), buffer, 0, length);
                return length;
              },
              TSInputEncoding.TSInputEncodingUTF8,
              state -> System.nanoTime() > deadline);
      return System.nanoTime() > deadline || tree == null || tree.getRootNode().isNull()
          ? Optional.empty()
          : Optional.of(tree);
    } catch (RuntimeException e) {
      return Optional.empty();
    } finally {
      parser.reset();
    }
  }

  private static boolean tooDeep(byte[] utf8) {
    int depth = 0;
    for (byte value : utf8) {
      if (value == '(' || value == '[' || value == '{') {
        if (++depth > DEEPEST_BRACKETS) {
          return true;
        }
      } else if ((value == ')' || value == ']' || value == '}') && depth > 0) {
        depth--;
      }
    }
    return false;
  }
}
