package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.config.ConfigReader;
import io.codestrata.job.TableDump;
import io.codestrata.pgvector.PgFixture;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grammar that ends the process: the run goes on, and says what it left out. */
class CrashIT {
  private static final String KILLED =
      "parse: the grammar of m68k killed the process, cut by lines";
  private static final String AGAIN = "starting again with that grammar in a process of its own";

  @TempDir static Path shared;
  private static Path program;
  private static Path sparkHome;

  @TempDir Path folder;
  private Launcher codestrata;
  private String database;
  private Path source;

  @BeforeAll
  static void makeHome() throws Exception {
    program = CrashingHome.in(shared);
    sparkHome = SparkHome.in(shared);
  }

  @BeforeEach
  void makeSource() throws Exception {
    database = PgFixture.freshDatabaseUrl();
    codestrata = new Launcher(folder, program).with("CODESTRATA_PG_URL", database);
    source = Files.createDirectories(folder.resolve("shop"));
    write("auth.py", "def verify_password(user):\n    return True\n");
    write("sound.m68k", "sound assembly of the cart\n");
    write("aborts.m68k", "checkout total DIE\n");
    write("breaks.m68k", "refund ledger SEG\n");
  }

  @Test
  void localRunStartsAgainAndCutsWhatKilledItByLines() throws Exception {
    Outcome run = index();

    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.json().path("filesTotal").asInt()).isEqualTo(4);
    assertThat(run.json().path("failures").asInt()).isEqualTo(2);
    assertThat(run.err())
        .contains("aborts.m68k: " + KILLED, "breaks.m68k: " + KILLED)
        .containsPattern(
            "codestrata: the process died while it parsed \\w+.m68k \\(m68k\\); " + AGAIN)
        .doesNotContain("sound.m68k: ");
    assertThat(rows())
        .anyMatch(
            row ->
                row.contains("\"stage\":\"parse\"")
                    && row.contains("\"kind\":\"INTERNAL\"")
                    && row.contains("aborts.m68k"));
    assertThat(firstHit("checkout total")).isEqualTo("aborts.m68k");
    assertThat(firstHit("verify_password")).isEqualTo("auth.py");
    assertThat(codestrata.data().resolve("journal")).isEmptyDirectory();
    assertThat(folder).isDirectoryNotContaining("glob:**{hs_err,core}*");

    assertThat(index().code()).as("nothing has changed, nothing is parsed").isZero();

    write("aborts.m68k", "checkout total with tax DIE\n");
    Outcome changed = index();
    assertThat(changed.code()).as(changed.err()).isEqualTo(3);
    assertThat(changed.json().path("failures").asInt()).isEqualTo(1);
    assertThat(changed.err()).contains(AGAIN).doesNotContain("breaks.m68k");
  }

  @Test
  void terminationEndsTheRunAndItsJavaInPeace() throws Exception {
    write("hangs.m68k", "HANG\n");
    Process launcher = codestrata.builder("index", source.toString(), "--source", "folder").start();
    BufferedReader err = launcher.errorReader();
    // Told once the first stage is done; the next holds a file that takes its time.
    assertThat(err.readLine()).isNotNull();
    List<ProcessHandle> below = launcher.descendants().toList();

    launcher.destroy();

    assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(launcher.exitValue()).isEqualTo(143);
    assertThat(below).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void executorsThatDieAreReplacedHoweverManyFilesKillThem() throws Exception {
    poison(8);

    Outcome run = submit();

    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.json().path("filesTotal").asInt()).isEqualTo(12);
    assertThat(run.json().path("failures").asInt()).isEqualTo(10);
    assertThat(run.err()).contains("aborts.m68k: " + KILLED).doesNotContain("sound.m68k: ");
    assertThat(firstHit("verify_password")).isEqualTo("auth.py");
    assertThat(firstHit("invoice")).startsWith("poison");
  }

  @Test
  void executorsThatCannotJournalCutApartInASecondRound() throws Exception {
    Files.createDirectories(codestrata.data());
    Files.createFile(codestrata.data().resolve("journal"));

    Outcome run = submit();

    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.json().path("failures").asInt()).isEqualTo(2);
    assertThat(firstHit("checkout total")).isEqualTo("aborts.m68k");
  }

  private void poison(int files) throws Exception {
    for (int i = 0; i < files; i++) {
      write("poison" + i + ".m68k", "invoice " + i + " DIE\n");
    }
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(source.resolve(name), text);
  }

  private Outcome index() throws Exception {
    return codestrata.run("index", source.toString(), "--source", "folder", "--json");
  }

  private Outcome submit() throws Exception {
    return codestrata
        .with("SPARK_HOME", sparkHome.toString())
        .with("SPARK_LOCAL_IP", "127.0.0.1")
        .run(
            "submit",
            "--master",
            "local-cluster[2,1,1024]",
            "--",
            "index",
            source.toString(),
            "--source",
            "folder",
            "--json");
  }

  private String firstHit(String question) throws Exception {
    return codestrata.run("search", question, "--json").json().path(0).path("path").asText();
  }

  private List<String> rows() throws Exception {
    return TableDump.of(
        codestrata.data(),
        database,
        ConfigReader.read(
            Optional.empty(), Map.of(), Map.of("data", codestrata.data().toString())));
  }
}
