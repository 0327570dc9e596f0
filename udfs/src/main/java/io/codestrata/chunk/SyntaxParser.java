package io.codestrata.chunk;

import io.codestrata.syntax.Grammar;
import io.codestrata.syntax.ParseTimeException;
import io.codestrata.syntax.SyntaxTree;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Parses under guards. What is too large, too deep or too much work is not parsed; these are told
 * from the bytes and by counting, so that every machine says the same. Time is the guard behind
 * them, for grammars that loop: tree-sitter asks only between its steps whether to go on, and a
 * step may never end, so it runs on a thread that can be left behind.
 */
final class SyntaxParser {
  private static final int LARGEST_BYTES = 10_000_000;

  /**
   * tree-sitter survives 100,000 nested brackets, but they cost it 120 to 1,000 bytes of native
   * memory a byte, where sound source costs 25 to 130; some grammars take minutes over them.
   */
  private static final int DEEPEST_BRACKETS = 500;

  /**
   * tree-sitter asks once in 100 of its steps whether to go on. Sound source takes 0.006 to 0.032
   * questions a byte, and 60 µs each.
   */
  private static final double QUESTIONS_A_BYTE = 0.05;

  private static final int QUESTIONS_A_FILE = 5_000;

  /**
   * In the thread's own processor time, since machines are busy; sound source takes 0.5 to 5 µs.
   */
  private static final long BUDGET_NANOS_A_BYTE = 10_000;

  private static final long BUDGET_NANOS_A_FILE = 2_000_000_000L;
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final int MOST_HERE_DOCUMENTS = 8;
  private static final int LONGEST_WORD = 64;

  /** How much deeper a byte leads. */
  private static final byte[] DEEPER = new byte[256];

  static {
    for (char bracket : "([{".toCharArray()) {
      DEEPER[bracket] = 1;
    }
    for (char bracket : ")]}".toCharArray()) {
      DEEPER[bracket] = -1;
    }
  }

  private static final ExecutorService WORKERS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "codestrata-parser");
            thread.setDaemon(true);
            return thread;
          });

  private SyntaxParser() {}

  /**
   * The tree; empty where a guard says no.
   *
   * @throws ParseTimeoutException where the parse took too long, or still goes on
   */
  static Optional<SyntaxTree> parse(Grammar grammar, String language, byte[] utf8) {
    if (utf8.length > LARGEST_BYTES
        || tooDeep(utf8)
        || (language.equals("bash") && overfillsHereDocuments(utf8))) {
      return Optional.empty();
    }
    CompletableFuture<Optional<SyntaxTree>> tree =
        CompletableFuture.supplyAsync(
            () -> grammar.parse(utf8, questions(utf8.length), budgetNanos(utf8.length)), WORKERS);
    try {
      return tree.get(longestWaitNanos(utf8.length), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new ParseTimeoutException(language, tree);
    } catch (InterruptedException e) {
      // The parse ends by itself, when its budget is used up.
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while it parsed");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ParseTimeException) {
        throw new ParseTimeoutException(language, CompletableFuture.completedFuture(null));
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /** Twice what the parse itself allows: for a machine with more to do than it can. */
  static long longestWaitNanos(int bytes) {
    return PATIENCE_NANOS + 2 * budgetNanos(bytes);
  }

  private static long budgetNanos(int bytes) {
    return BUDGET_NANOS_A_FILE + bytes * BUDGET_NANOS_A_BYTE;
  }

  private static int questions(int bytes) {
    return (int) (QUESTIONS_A_FILE + bytes * QUESTIONS_A_BYTE);
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

  private static boolean tooDeep(byte[] utf8) {
    int depth = 0;
    for (byte value : utf8) {
      int step = DEEPER[value & 0xff];
      if (step != 0) {
        depth = Math.max(0, depth + step);
        if (depth > DEEPEST_BRACKETS) {
          return true;
        }
      }
    }
    return false;
  }
}
