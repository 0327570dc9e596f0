package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.codestrata.cli.Launcher.Outcome;
import io.codestrata.config.ConfigOption;
import io.codestrata.config.Options;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no index, each a process; none starts Spark. */
class CommandLineIT {
  @TempDir Path folder;
  private Launcher codestrata;

  @BeforeEach
  void install() {
    codestrata = new Launcher(folder);
  }

  @AfterEach
  void stop() throws Exception {
    if (Files.exists(codestrata.data().resolve("postgres"))) {
      codestrata.run("stop");
    }
  }

  @Test
  void noArgumentsShowTheCommandsAndTheExitCodes() throws Exception {
    Outcome outcome = codestrata.run();

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains(
            "index",
            "search",
            "evaluate",
            "diff",
            "rollback",
            "status",
            "report",
            "doctor",
            "languages",
            "explain",
            "config",
            "maintain",
            "verify",
            "stop")
        .contains("Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 done");
    assertThat(codestrata.run("--help")).isEqualTo(outcome);
  }

  @Test
  void helpOfACommandNamesItsFlags() throws Exception {
    Outcome outcome = codestrata.run("index", "--help");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("PATH_OR_GIT_URL", "--ref", "--source", "--json", "--data", "--lake", "--pg-url");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void versionIsThatOfTheBuild() throws Exception {
    Outcome outcome = codestrata.run("--version");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out().strip()).matches("codestrata \\d+\\.\\d+\\.\\d+");
  }

  @Test
  void unknownFlagIsWrongUsage() throws Exception {
    Outcome outcome = codestrata.run("index", "--frobnicate", "x");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines())
        .containsExactly("codestrata: Unknown option: '--frobnicate' (--help lists what there is)");
  }

  @Test
  void indexWithoutARepositoryIsWrongUsage() throws Exception {
    Outcome outcome = codestrata.run("index");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("PATH_OR_GIT_URL").contains("--help");
  }

  @Test
  void allFaultsOfAConfigurationAreToldAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("my.yaml"), "nope: 1\n");

    Outcome outcome =
        codestrata
            .with("CODESTRATA_PG_PORT", "99999")
            .with("CODESTRATA_TYPO", "1")
            .run("status", "--config", file.toString(), "--set", "embed.provider=magic");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .startsWith("codestrata: the configuration has 4 faults: ")
        .contains("unknown option nope in " + file)
        .contains("CODESTRATA_PG_PORT must be from 0 to 65535")
        .contains("unknown variable CODESTRATA_TYPO")
        .contains("embed.provider must be one of local | voyage")
        .contains("codestrata config lists every option");
  }

  @Test
  void unknownOptionKeyIsWrongConfiguration() throws Exception {
    Outcome outcome = codestrata.run("languages", "--set", "chunk.toknes=1");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("unknown option flag chunk.toknes");
  }

  @Test
  void badRepositoriesAreWrongUsageEachWithItsRemedy() throws Exception {
    Path plain = Files.createDirectory(folder.resolve("plain"));

    Outcome outcome = codestrata.run("index", folder + "/missing", plain.toString());

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .contains("missing: no such file or folder (check the path, or pass a git URL)")
        .contains("not a git repository (pass --source folder to index it as files)");
  }

  @Test
  void configShowsWhoSetWhatAndHidesSecrets() throws Exception {
    codestrata
        .with("VOYAGE_API_KEY", "canary-key")
        .with("CODESTRATA_PG_URL", "postgresql://me:canary-password@127.0.0.1/code");

    Outcome plain = codestrata.run("config", "--set", "search.top=7");
    Outcome json = codestrata.run("config", "--json", "--set", "search.top=7");

    assertThat(plain.code()).isZero();
    assertThat(plain.err() + plain.out() + json.out() + json.err()).doesNotContain("canary");
    assertThat(plain.out().lines()).hasSize(Options.ALL.size());
    assertThat(plain.out()).containsPattern("embed.api-key +\\(set, hidden\\) +environment");
    assertThat(json.code()).isZero();
    assertThat(StreamSupport.stream(json.json().spliterator(), false))
        .extracting(option -> option.path("key").asText())
        .containsExactlyElementsOf(Options.ALL.stream().map(ConfigOption::key).toList());
    assertThat(json.json())
        .anySatisfy(
            option -> {
              assertThat(option.path("key").asText()).isEqualTo("search.top");
              assertThat(option.path("value").asText()).isEqualTo("7");
              assertThat(option.path("origin").asText()).isEqualTo("flag");
              assertThat(option.path("default").asText()).isEqualTo("10");
            });
  }

  @Test
  void languagesNameTheirGrammars() throws Exception {
    Outcome json = codestrata.run("languages", "--json");

    assertThat(json.code()).isZero();
    assertThat(json.err()).isEmpty();
    assertThat(json.json())
        .anySatisfy(
            language -> {
              assertThat(language.path("name").asText()).isEqualTo("java");
              assertThat(language.path("grammar").asText()).startsWith("https://");
              assertThat(language.path("version").asText()).isNotEmpty();
              assertThat(language.path("abi").asInt()).isBetween(13, 15);
              assertThat(language.path("extensions").toString()).contains("java");
              assertThat(language.path("symbols").isArray()).isTrue();
            });
    int parsed = 0;
    for (JsonNode language : json.json()) {
      parsed += language.path("grammar").asText().isEmpty() ? 0 : 1;
    }
    assertThat(parsed).isGreaterThan(100);
    // A head and a sum stand around the rows.
    assertThat(codestrata.run("languages").out().lines()).hasSize(parsed + 2);
    assertThat(codestrata.run("languages", "--all").out().lines()).hasSize(json.json().size() + 2);
  }

  @Test
  void detectionIsMeasuredOnAFolderALanguage() throws Exception {
    Path samples = Files.createDirectory(folder.resolve("samples"));
    sample(samples, "Java/Cart.java", "class Cart {}\n");
    sample(samples, "C++/cart.h", "class Cart {\n};\n");
    sample(samples, "C++/total.h", "int total();\n");
    sample(samples, "Makefile/filenames/Makefile", "all:\n");
    sample(samples, "Klingon/cart.klingon", "nuqneH\n");

    Outcome table = codestrata.run("languages", "--measure", samples.toString());
    JsonNode json = codestrata.run("languages", "--measure", samples.toString(), "--json").json();

    assertThat(table.code()).isZero();
    assertThat(table.out())
        .containsPattern("known languages +4 +3 +75.00 +1\n")
        .containsPattern("contested extensions +2 +1 +50.00 +1\n")
        .containsPattern("other languages +1 +- +- +0  \\(1 unknown, 0 by lines\\)\n")
        .contains("1  C++ told as c\n");
    assertThat(json.at("/known/right").asInt()).isEqualTo(3);
    assertThat(json.at("/contested/percent").asDouble()).isEqualTo(50);
    assertThat(json.at("/other/unknown").asInt()).isEqualTo(1);
    assertThat(json.at("/confusions/0/told").asText()).isEqualTo("c");
  }

  @Test
  void measuringOnNoSamplesIsWrongUsage() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertThat(codestrata.run("languages", "--measure", folder + "/missing").err().strip())
        .contains("codestrata: cannot measure on " + folder + "/missing: no such folder (pass a");
    Outcome outcome = codestrata.run("languages", "--measure", empty.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("no file in a folder of a language (pass a folder that");
  }

  @Test
  void freshMachineIsHealthyButEmptyAndItsServerStops() throws Exception {
    assertThat(codestrata.run("stop").err()).contains("no private server runs under");

    Outcome doctor = codestrata.run("doctor");

    assertThat(doctor.code()).as(doctor.out() + doctor.err()).isZero();
    assertThat(doctor.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("ok "));
    assertThat(doctor.out()).containsPattern("PostgreSQL +\\d+\\.\\d+, pgvector \\d");
    assertNothingIndexed();

    Outcome stop = codestrata.run("stop");

    assertThat(stop.code()).isZero();
    assertThat(stop.err().strip()).isEqualTo("stopped");
    assertThat(codestrata.run("stop").err()).contains("no private server runs under");
  }

  private static void sample(Path samples, String path, String content) throws Exception {
    Path file = samples.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void assertNothingIndexed() throws Exception {
    Outcome search = codestrata.run("search", "anything");
    assertThat(search.code()).isEqualTo(2);
    assertThat(search.out()).isEmpty();
    assertThat(search.err().strip())
        .isEqualTo(
            "codestrata: nothing is indexed yet: run codestrata index PATH_OR_GIT_URL first");

    Outcome status = codestrata.run("status");
    assertThat(status.code()).isZero();
    assertThat(status.out()).contains("nothing yet (codestrata index PATH_OR_GIT_URL)");
    JsonNode json = codestrata.run("status", "--json").json();
    assertThat(json.path("published").asBoolean(true)).isFalse();
    assertThat(json.path("repositories").size()).isZero();
  }

  @Test
  void doctorNamesAPortInUseAndItsRemedy() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Outcome outcome = codestrata.run("doctor", "--set", "pg.port=" + taken.getLocalPort());

      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.out().lines().filter(line -> line.startsWith("FAULT")))
          .singleElement()
          .asString()
          .contains("the port is in use (choose another port, or 0 for any free one)");
    }
  }

  @Test
  void dataFolderThatCannotBeMadeIsWrongConfiguration() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    Outcome outcome = codestrata.run("index", ".", "--data", file + "/data");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines())
        .singleElement()
        .asString()
        .startsWith("codestrata: cannot write the data folder " + file + "/data: ")
        .endsWith("(name another with --data)");
  }

  @Test
  void addressThatIsNoneIsWrongConfigurationAndNotRepeated() throws Exception {
    Outcome outcome =
        codestrata.with("CODESTRATA_PG_URL", "mysql://me:canary@db/code").run("search", "x");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("write postgresql://USER:PASSWORD@HOST:PORT/DATABASE")
        .doesNotContain("canary");
  }

  @Test
  void keyOnTheCommandLineIsRefused() throws Exception {
    Outcome outcome = codestrata.run("index", "x", "--set", "embed.api-key=canary-key-9f");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("set VOYAGE_API_KEY").doesNotContain("canary-key-9f");
    assertThat(folder.resolve("data")).doesNotExist();
  }
}
