package io.codestrata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.cli.Launcher.Outcome;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code voyage-sim} as a process. */
class VoyageSimIT {
  @TempDir Path folder;

  @Test
  void tellsItsAddressAnswersAndEndsCleanlyOnSigterm() throws Exception {
    Path ledger = folder.resolve("ledger.jsonl");
    Process process =
        new Launcher(folder)
            .builder("voyage-sim", "--port", "0", "--ledger", ledger.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      String url = out.readLine();
      assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+/v1");

      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + "/embeddings"))
              .header("Authorization", "Bearer sim-key")
              .header("Content-Type", "application/json")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "{\"input\":\"a\",\"model\":\"voyage-code-3\"}"))
              .build();
      assertThat(
              HttpClient.newHttpClient()
                  .send(request, HttpResponse.BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);

      // The process closes its streams here where it is destroyed itself.
      process.toHandle().destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(out.readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readAllLines(ledger)).hasSize(1);
  }

  @Test
  void helpNamesItAndItsFlags() throws Exception {
    assertThat(new Launcher(folder).run("--help").out()).contains("voyage-sim");
    Outcome help = new Launcher(folder).run("voyage-sim", "--help");

    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("--latency", "--fault", "--ledger", "GET /sim/arrivals");
  }

  @Test
  void wrongFlagIsWrongUsage() throws Exception {
    Outcome outcome = new Launcher(folder).run("voyage-sim", "--frobnicate", "x");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines())
        .containsExactly("voyage-sim: Unknown option: '--frobnicate' (--help lists what there is)");
  }
}
