package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.job.PastStatusJob;
import io.codestrata.table.RepositoryState;
import io.codestrata.table.TableVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PastStatusReportTest {
  private static final Instant AT = Instant.parse("2026-05-04T10:30:00Z");

  private final PastStatusReport report =
      new PastStatusReport(
          new PastStatusJob.Result(
              new TableVersion(7, AT, Optional.empty()),
              List.of(
                  new RepositoryState(
                      "shop",
                      "/src/shop",
                      "HEAD",
                      "c0ffee",
                      "r",
                      "",
                      "",
                      "",
                      1_200,
                      3,
                      5_000,
                      0,
                      AT.minusSeconds(1),
                      true,
                      ""))));

  @Test
  void rowsSayWhatStoodThen() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report.printTo(new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "as of        2026-05-04T10:30:00Z, version 7 of repositories",
            "repository   shop  HEAD c0ffee  1,200 files, 5,000 chunks  indexed"
                + " 2026-05-04T10:29:59Z");
  }

  @Test
  void jsonSaysTheSame() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report.json());

    assertThat(json.path("version").asLong()).isEqualTo(7);
    JsonNode shop = json.path("repositories").get(0);
    assertThat(shop.path("repository").asText()).isEqualTo("shop");
    assertThat(shop.path("revision").asText()).isEqualTo("c0ffee");
    assertThat(shop.path("files").asLong()).isEqualTo(1_200);
    assertThat(shop.path("indexedAt").asText()).isEqualTo("2026-05-04T10:29:59Z");
  }
}
