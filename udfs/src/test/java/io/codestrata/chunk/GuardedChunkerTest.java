package io.codestrata.chunk;

import static io.codestrata.chunk.Sources.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.language.CrashGrammar;
import io.codestrata.language.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Grammars that end the process or never return; the time-out tells a hang, not a speed. */
@Timeout(300)
class GuardedChunkerTest {
  @TempDir static Path folder;
  private static Path library;
  private static ChunkerProcesses apart;

  @BeforeAll
  static void build() throws Exception {
    library = CrashGrammar.build(folder);
    apart = new ChunkerProcesses(CrashingChunker.class, library.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DIE", "SEG"})
  void suspectedGrammarThatCrashesCostsItsFileTheSyntaxAlone(String word) {
    byte[] poison = utf8("one " + word + " two\n");
    GuardedChunker chunker = chunker(ParseJournal.NONE, true);

    GuardedChunker.Cut cut = chunker.cut(parse(), poison);

    assertThat(cut.fault()).isEqualTo("the grammar of crash killed the process, cut by lines");
    assertThat(cut.chunks())
        .isEqualTo(
            new LineChunker(new TokenEstimate(), CrashingChunker.BUDGET).chunk("crash", poison));
    assertThat(chunker.cut(parse(), utf8("sound\n")).fault()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.codestrata.language.Samples#languages")
  void suspectedGrammarCutsInItsProcessAsItDoesHere(String language) {
    byte[] content = utf8(Samples.of(language));

    GuardedChunker.Cut apart =
        chunker(ParseJournal.NONE, true)
            .cut(new ParseJournal.Parse("hash", "path", language), content);

    assertThat(apart.fault()).isEmpty();
    assertThat(apart.chunks()).isEqualTo(CrashingChunker.syntax(library).chunk(language, content));
  }

  @Test
  void grammarThatHangsIsLeftBehindOnceAndItsProcessesAreEndedAfterwards() {
    List<String> journal = new ArrayList<>();
    GuardedChunker chunker =
        chunker(
            parse -> {
              journal.add("begin " + parse.path());
              return () -> journal.add("end " + parse.path());
            },
            false);
    long threads = parsers();

    GuardedChunker.Cut here = chunker.cut(parse(), utf8("x HANG\n"));
    GuardedChunker.Cut apart = chunker.cut(parse(), utf8("y HANG\n"));
    GuardedChunker.Cut sound = chunker.cut(parse(), utf8("sound\n"));

    assertThat(here.fault()).isEqualTo("the grammar of crash took too long, cut by lines");
    assertThat(here.chunks()).extracting(Chunk::text).containsExactly("x HANG");
    assertThat(apart.fault()).isEqualTo(here.fault());
    assertThat(apart.chunks()).extracting(Chunk::text).containsExactly("y HANG");
    assertThat(sound.fault()).isEmpty();
    assertThat(parsers() - threads).isEqualTo(1);
    // The thread left behind may still end the process.
    assertThat(journal).containsExactly("begin order.crash");
  }

  @Test
  void filesThatTogetherAreTooLargeAreCutOneAfterAnother() {
    AtomicInteger underWay = new AtomicInteger();
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    GuardedChunker chunker =
        chunker(
            parse -> {
              seen.add(underWay.incrementAndGet());
              return underWay::decrementAndGet;
            },
            false);
    byte[] large = utf8("one line of many\n".repeat(400_000));

    CompletableFuture.allOf(
            Stream.generate(
                    () ->
                        CompletableFuture.runAsync(
                            () ->
                                chunker.cut(new ParseJournal.Parse("hash", "path", "text"), large)))
                .limit(4)
                .toArray(CompletableFuture[]::new))
        .join();

    assertThat(seen).containsExactly(1);
  }

  /** Threads within a parse; idle ones wait for the next. */
  private static long parsers() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().equals("codestrata-parser"))
        .filter(thread -> thread.getValue().length > 0 && thread.getValue()[0].isNativeMethod())
        .filter(thread -> thread.getValue()[0].getMethodName().equals("parse"))
        .count();
  }

  private static ParseJournal.Parse parse() {
    return new ParseJournal.Parse("hash", "order.crash", CrashGrammar.LANGUAGE);
  }

  private static GuardedChunker chunker(ParseJournal journal, boolean suspected) {
    return new GuardedChunker(
        CrashingChunker.syntax(library),
        new LineChunker(new TokenEstimate(), CrashingChunker.BUDGET),
        journal,
        language -> suspected,
        apart);
  }
}
