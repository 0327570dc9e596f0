package io.codestrata.chunk;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSParser;
import org.treesitter.TSTree;

/**
 * Parses under guards. What is too large, too deep or takes too long is not parsed: tree-sitter's
 * work on 200,000 open brackets was measured at over a minute. It asks only between its steps
 * whether to go on, and on broken input a step can take minutes, so it runs on a thread that can be
 * left behind. A parser a thread, reused.
 */
final class SyntaxParser {
  private static final int LARGEST_BYTES = 1_000_000;
  private static final int DEEPEST_BRACKETS = 500;

  /**
   * Sound source takes 0.5 µs a byte, Haskell 2.5 (on one machine). In the thread's own processor
   * time, so that a busy machine cuts the same bytes the same.
   */
  private static final long BUDGET_NANOS_A_BYTE = 10_000;

  private static final long BUDGET_NANOS_A_FILE = 1_000_000_000L;
  private static final long LEFT_BEHIND_SECONDS = 30;
  private static final int MOST_HERE_DOCUMENTS = 8;
  private static final int LONGEST_WORD = 64;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final ThreadLocal<TSParser> PARSERS = ThreadLocal.withInitial(TSParser::new);
  private static final ExecutorService WORKERS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "codestrata-parser");
            thread.setDaemon(true);
            return thread;
          });

  private SyntaxParser() {}

  /** The tree, its offsets in bytes of the content; empty where a guard or the parser says no. */
  static Optional<TSTree> parse(TSLanguage grammar, String language, byte[] utf8) {
    if (utf8.length > LARGEST_BYTES
        || tooDeep(utf8)
        || (language.equals("bash") && overfillsHereDocuments(utf8))) {
      return Optional.empty();
    }
    Future<Optional<TSTree>> tree = WORKERS.submit(() -> parseHere(grammar, utf8));
    try {
      return tree.get(LEFT_BEHIND_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while it parsed");
    }
  }

  private static Optional<TSTree> parseHere(TSLanguage grammar, byte[] utf8) {
    TSParser parser = PARSERS.get();
    if (!parser.setLanguage(grammar)) {
      return Optional.empty();
    }
    long deadline = processorNanos() + BUDGET_NANOS_A_FILE + utf8.length * BUDGET_NANOS_A_BYTE;
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
              state -> processorNanos() > deadline);
      return tree == null || tree.getRootNode().isNull() ? Optional.empty() : Optional.of(tree);
    } finally {
      parser.reset();
    }
  }

  /**
   * Bash's grammar keeps the here-documents that are open, with their end words, in 1,024 bytes and
   * ends the process where they need more.
   */
  private static boolean overfillsHereDocuments(byte[] utf8) {
    int openers = 0;
    int word = 0;
    for (int i = 0; i < utf8.length; i++) {
      boolean opens = i > 0 && utf8[i] == '<' && utf8[i - 1] == '<';
      if (opens && ++openers > MOST_HERE_DOCUMENTS) {
        return true;
      }
      word = utf8[i] > ' ' || utf8[i] < 0 ? word + 1 : 0;
      if (openers > 0 && word > LONGEST_WORD) {
        return true;
      }
      if (utf8[i] == '\n') {
        openers = 0;
      }
    }
    return false;
  }

  private static long processorNanos() {
    return THREADS.isCurrentThreadCpuTimeSupported()
        ? THREADS.getCurrentThreadCpuTime()
        : System.nanoTime();
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
