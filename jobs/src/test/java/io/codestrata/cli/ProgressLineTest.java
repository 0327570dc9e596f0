package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final String FULL = "[" + "#".repeat(24) + "]";

  @Test
  void showsRateAndWhatIsLeftAndThenWhatItTook() {
    assertThat(ProgressLine.of("chunk", 500, 2_000, "files", 10))
        .isEqualTo("chunk    [######..................] 500/2,000 files  50/s  ETA 30 s");
    assertThat(ProgressLine.of("chunk", 0, 2_000, "files", 10)).endsWith("0/s  ETA --");
    assertThat(ProgressLine.of("chunk", 2_000, 2_000, "files", 40))
        .isEqualTo("chunk    " + FULL + " 2,000/2,000 files  50/s  in 40.0 s");
  }

  @Test
  void workThatWasDoneBesideAnotherHasNoRate() {
    assertThat(ProgressLine.of("publish", 5_390, 5_390, "chunks", 0.001))
        .isEqualTo("publish  " + FULL + " 5,390/5,390 chunks  in 0.0 s");
  }
}
