package io.codestrata.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Native memory is given back; {@code -Dsoak.parses=100000} soaks longer. */
class ParseSoakTest {
  /** A scanner that loses 24 KB a parse, as one does, would make it 120 MB; trees far more. */
  private static final long MOST_GROWTH_KB = 32 * 1_024;

  @Test
  @EnabledOnOs(OS.LINUX)
  void memoryStaysFlatOverManyParses() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // All of the heap is there from the start, so that what grows is native.
            "-Xms96m",
            "-Xmx96m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            ParseSoak.class.getName(),
            System.getProperty("soak.parses", "5000"));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process soak = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<Long> resident =
        new String(soak.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .map(Long::valueOf)
            .toList();

    assertThat(soak.waitFor()).isZero();
    System.out.println("ParseSoakTest: resident KB " + resident);
    assertThat(resident).hasSize(3);
    assertThat(resident.get(2) - resident.get(0)).isLessThan(MOST_GROWTH_KB);
  }
}
