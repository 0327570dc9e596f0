package io.codestrata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.job.DiffJob;
import io.codestrata.merkle.ManifestDiff;
import io.codestrata.merkle.ManifestDiff.Change;
import io.codestrata.merkle.ManifestDiff.Rename;
import io.codestrata.merkle.ManifestEntry;
import io.codestrata.table.ChunkChange;
import io.codestrata.table.IndexedState;
import io.codestrata.table.RepositoryState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiffReportTest {
  private static final Instant TIME = Instant.parse("2026-05-04T10:30:00.123Z");

  private final DiffReport report =
      new DiffReport(
          new DiffJob.Result(
              "shop",
              state(3, "0123456789abcdef"),
              state(5, "fedcba9876543210"),
              new ManifestDiff(
                  List.of(file("b\u001b[2J", "100644")),
                  List.of(new Change(file("m", "100644"), file("m", "100755"))),
                  List.of(file("a", "100644")),
                  List.of(new Rename(file("old", "100644"), file("new", "100644"), 87)),
                  List.of(new Change(file("x", "100644"), file("x", "100755")))),
              new ChunkChange(4, 1_000)));

  private static ManifestEntry file(String path, String mode) {
    return new ManifestEntry(path, mode, "ab", 1);
  }

  private static IndexedState state(long version, String revision) {
    return new IndexedState(
        version,
        TIME,
        Optional.empty(),
        new RepositoryState(
            "shop", "/shop", "HEAD", revision, "root", "", "", "", 1, 0, 1, 0, TIME, true, ""));
  }

  @Test
  void linesAreThoseOfGitsNameStatusWithASummary() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    report.printTo(new PrintStream(bytes, true, UTF_8));

    assertThat(bytes.toString(UTF_8).lines())
        .containsExactly(
            "D\ta",
            "A\tb?[2J",
            "M\tm\t(100644 to 100755)",
            "R087\told\tnew",
            "M\tx\t(100644 to 100755)",
            "shop 0123456789..fedcba9876: 1 added, 1 modified, 1 removed, 1 renamed, 1 mode"
                + " changed; chunks +4 -1,000");
  }

  @Test
  void objectHoldsPathsAsTheyAre() throws Exception {
    JsonNode object = new ObjectMapper().readTree(report.json());

    assertThat(object.at("/from/version").asLong()).isEqualTo(3);
    assertThat(object.at("/to/revision").asText()).isEqualTo("fedcba9876543210");
    assertThat(object.at("/added/0/path").asText()).isEqualTo("b\u001b[2J");
    assertThat(object.at("/removed/0/path").asText()).isEqualTo("a");
    assertThat(object.at("/renamed/0/from").asText()).isEqualTo("old");
    assertThat(object.at("/renamed/0/similarity").asInt()).isEqualTo(87);
    assertThat(object.at("/modeChanged/0/mode").asText()).isEqualTo("100755");
    assertThat(object.at("/modified/0/path").asText()).isEqualTo("m");
    assertThat(object.at("/chunks/removed").asLong()).isEqualTo(1_000);
  }
}
