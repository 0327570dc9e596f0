package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.job.RunStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunWatchTest {
  private static final RunStatus RUN =
      new RunStatus(
          "run-1", "dag-7", 0, 60_000, "embed", 250, 1_000, "chunks", 10, 20, 60, 40, 900, 700,
          81_000, 0.0146, 2);

  @Test
  void linesSayStageRateAndTimesLeft() {
    assertThat(RunWatch.lines(List.of(RUN), 60_000))
        .containsExactly(
            "run      run-1  trace dag-7  for 0:01:00",
            "embed    [######..................] 250/1,000 chunks  25/s  ETA 30 s",
            "so far   repositories 20, 60 left, ETA 0:03:00; files 40 changed; chunks 900 new, 700"
                + " embedded; tokens 81,000, $0.0146; failures 2");
  }

  @Test
  void jsonIsOneLine() throws Exception {
    assertThat(RunWatch.json(List.of(RUN)))
        .startsWith("[{")
        .contains("\"stage\":\"embed\"", "\"trace\":\"dag-7\"")
        .doesNotContain("\n");
  }
}
