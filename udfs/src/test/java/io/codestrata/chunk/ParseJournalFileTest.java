package io.codestrata.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.chunk.ParseJournal.Parse;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParseJournalFileTest {
  private static final Parse FIRST = new Parse("abc", "src/café \u20ac.py", "python");
  private static final Parse SECOND = new Parse("def", "a\tb\nc", "c-sharp");

  @TempDir Path folder;

  @Test
  void parsesUnderWayAtAProcessesDeathAreItsSuspects() throws Exception {
    die(DyingProcess.class);

    assertThat(ParseSuspects.in(folder))
        .containsExactlyInAnyOrder(FIRST, new Parse("def", "a?b?c", "c-sharp"));
  }

  @Test
  void forgottenSuspectsAreNoneAndAnEmptyJournalGoesAway() throws Exception {
    die(DyingProcess.class);

    ParseSuspects.forget(folder, suspect -> suspect.equals(FIRST));
    assertThat(ParseSuspects.in(folder)).extracting(Parse::contentHash).containsExactly("def");
    ParseSuspects.forget(folder, suspect -> true);

    assertThat(ParseSuspects.in(folder)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void processThatLivesIsNotSuspectedByAnother() throws Exception {
    Process living = start(DyingProcess.class, "live");
    assertThat(living.getInputStream().read()).isEqualTo('.');

    assertThat(ParseSuspects.in(folder)).isEmpty();
    ParseSuspects.forget(folder, suspect -> true);
    living.destroyForcibly().waitFor();

    assertThat(ParseSuspects.in(folder)).hasSize(2);
  }

  @Test
  void processDoesNotSuspectItselfHoweverOftenItLooks() throws Exception {
    try (ParseJournalFile journal = ParseJournalFile.open(folder)) {
      journal.begin(FIRST);
      assertThat(ParseSuspects.in(folder)).isEmpty();
      ParseSuspects.forget(folder, suspect -> true);

      assertThat(suspectsSeenByAnotherProcess()).isZero();
    }
  }

  @Test
  void journalOfAPeacefulEndIsGone() throws Exception {
    try (ParseJournalFile journal = ParseJournalFile.open(folder)) {
      journal.begin(FIRST).close();
    }

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void missingFolderHasNoSuspects() throws Exception {
    assertThat(ParseSuspects.in(folder.resolve("missing"))).isEmpty();
  }

  @Test
  void moreParsesThanLinesAreNotRememberedAndDoNoHarm() throws Exception {
    try (ParseJournalFile journal = ParseJournalFile.open(folder)) {
      List<ParseJournal.Entry> entries = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        entries.add(journal.begin(new Parse("h" + i, "p".repeat(2_000), "python")));
      }
      assertThat(underWay()).isEqualTo(256);
      entries.forEach(ParseJournal.Entry::close);
      entries.forEach(ParseJournal.Entry::close);
      assertThat(underWay()).isZero();

      journal.begin(FIRST);
      assertThat(underWay()).isEqualTo(1);
    }
  }

  private long underWay() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return Files.readAllLines(files.findFirst().orElseThrow()).stream()
          .filter(line -> line.startsWith("+"))
          .count();
    }
  }

  /** Journals two parses that end and two that do not, and dies, or lives on when told so. */
  static final class DyingProcess {
    private DyingProcess() {}

    public static void main(String[] arguments) throws Exception {
      ParseJournalFile journal = ParseJournalFile.open(Path.of(arguments[0]));
      ParseJournal.Entry ended = journal.begin(new Parse("1", "ended", "go"));
      journal.begin(FIRST);
      ended.close();
      journal.begin(SECOND);
      System.out.write('.');
      System.out.flush();
      if (arguments.length > 1) {
        System.in.read();
      }
      Runtime.getRuntime().halt(134);
    }
  }

  /** Exits with the number of suspects. */
  static final class LookingProcess {
    private LookingProcess() {}

    public static void main(String[] arguments) throws Exception {
      Runtime.getRuntime().halt(ParseSuspects.in(Path.of(arguments[0])).size());
    }
  }

  private int suspectsSeenByAnotherProcess() throws Exception {
    return start(LookingProcess.class).waitFor();
  }

  private void die(Class<?> program) throws Exception {
    assertThat(start(program).waitFor()).isEqualTo(134);
  }

  private Process start(Class<?> program, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(
                    File.pathSeparator,
                    Path.of("target", "classes").toAbsolutePath().toString(),
                    Path.of("target", "test-classes").toAbsolutePath().toString()),
                program.getName(),
                folder.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
