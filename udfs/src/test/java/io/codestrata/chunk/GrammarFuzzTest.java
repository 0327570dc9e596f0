package io.codestrata.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Damaged sources over every grammar, for a minute: chunks by the laws come out or a fault, and the
 * process lives. {@code -Dfuzz.seconds}, {@code -Dfuzz.seed}, {@code -Dfuzz.case} (the first) and
 * {@code -Dfuzz.corpus} (a folder of real files) make it another.
 */
class GrammarFuzzTest {
  @Test
  void damagedSourceOfEveryLanguageIsCutAndTheProcessLives() throws Exception {
    Path last = Files.createDirectories(Path.of("target", "fuzz")).resolve("last");
    Path told = last.resolveSibling("told.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:ErrorFile=" + last.resolveSibling("crash.log"),
                GrammarFuzz.class.getName(),
                System.getProperty("fuzz.seed", "1"),
                System.getProperty("fuzz.case", "0"),
                System.getProperty("fuzz.seconds", "60"),
                last.toString()));
    String corpus = System.getProperty("fuzz.corpus", "");
    if (!corpus.isEmpty()) {
      command.add(corpus);
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));

    int code = builder.redirectOutput(told.toFile()).start().waitFor();

    assertThat(code)
        .as("%s, in %s; it said: %s", lastCase(last), last, Files.readString(told))
        .isZero();
    System.out.println("GrammarFuzzTest: " + lastCase(last) + " was the last");
  }

  private static String lastCase(Path last) throws Exception {
    return Files.readString(Path.of(last + ".txt"));
  }
}
