package io.codestrata.chunk;

import io.codestrata.language.GrammarRegistry;
import io.codestrata.language.UserGrammar;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/**
 * Cuts with a {@link SyntaxChunker} and stands what grammars do: they are native code, may end the
 * process or never return. Each parse is written into a journal first. A grammar under suspicion,
 * or one that has hung here, cuts in a process of its own from then on, where either can do no
 * harm: what kills or outlasts that process is cut by lines, and said to be.
 */
public final class GuardedChunker {
  /**
   * Source that is parsed at once in one process, in KiB. A tree takes 25 to 130 bytes of native
   * memory a byte of sound source, so about 1 GiB.
   */
  private static final int KIB_AT_ONCE = 10_000_000 / 1_024 + 1;

  private static final Semaphore ROOM = new Semaphore(KIB_AT_ONCE, true);

  /** Each leaves threads behind that nothing ends, at most one a task. */
  private static final Set<String> HUNG = ConcurrentHashMap.newKeySet();

  /**
   * What became of a file.
   *
   * @param chunks of the syntax, or of the lines where there is a fault
   * @param fault what its grammar did, or the empty string
   */
  public record Cut(List<Chunk> chunks, String fault) implements java.io.Serializable {}

  private final Chunker syntax;
  private final LineChunker lines;
  private final ParseJournal journal;
  private final Predicate<String> suspected;
  private final ChunkerProcesses apart;

  /**
   * @param grammars that the user added
   * @param maxTokens budget of a chunk
   * @param suspected languages whose grammars run in processes of their own
   */
  public GuardedChunker(
      List<UserGrammar> grammars,
      TokenCounter counter,
      int maxTokens,
      ParseJournal journal,
      Predicate<String> suspected) {
    this(
        files(grammars, counter, maxTokens),
        new LineChunker(counter, maxTokens),
        journal,
        suspected,
        ChunkerProcesses.of(maxTokens, grammars));
  }

  GuardedChunker(
      Chunker syntax,
      LineChunker lines,
      ParseJournal journal,
      Predicate<String> suspected,
      ChunkerProcesses apart) {
    this.syntax = syntax;
    this.lines = lines;
    this.journal = journal;
    this.suspected = suspected;
    this.apart = apart;
  }

  /** Cuts files of every kind, unguarded. */
  static Chunker files(List<UserGrammar> grammars, TokenCounter counter, int maxTokens) {
    return new NotebookChunker(
        new SyntaxChunker(GrammarRegistry.of(grammars), counter, maxTokens), counter);
  }

  /**
   * Cuts a file.
   *
   * @param parse whose content the bytes are
   * @param utf8 valid UTF-8
   */
  public Cut cut(ParseJournal.Parse parse, byte[] utf8) {
    int kib = Math.min(KIB_AT_ONCE, utf8.length / 1_024 + 1);
    ROOM.acquireUninterruptibly(kib);
    try {
      String language = parse.language();
      return HUNG.contains(language) || suspected.test(language)
          ? cutApart(language, utf8)
          : cutHere(parse, utf8);
    } finally {
      ROOM.release(kib);
    }
  }

  private Cut cutHere(ParseJournal.Parse parse, byte[] utf8) {
    ParseJournal.Entry entry = journal.begin(parse);
    try {
      List<Chunk> chunks = syntax.chunk(parse.language(), utf8);
      entry.close();
      return new Cut(chunks, "");
    } catch (ParseTimeoutException e) {
      if (!e.end().isDone()) {
        HUNG.add(parse.language());
      }
      // Until then it may still end the process.
      var unused = e.end().whenComplete((ended, failure) -> entry.close());
      return byLines(parse.language(), utf8, e.getMessage());
    } catch (RuntimeException | Error e) {
      entry.close();
      throw e;
    }
  }

  private Cut cutApart(String language, byte[] utf8) {
    Cut cut = apart.cut(language, utf8);
    return cut.fault().isEmpty() ? cut : byLines(language, utf8, cut.fault());
  }

  private Cut byLines(String language, byte[] utf8, String fault) {
    return new Cut(lines.chunk(language, utf8), fault);
  }
}
