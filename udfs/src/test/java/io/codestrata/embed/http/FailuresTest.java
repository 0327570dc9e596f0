package io.codestrata.embed.http;

import static io.codestrata.embed.EmbeddingServer.KEY;
import static io.codestrata.embed.EmbeddingServer.base64;
import static io.codestrata.embed.EmbeddingServer.embedding;
import static io.codestrata.embed.EmbeddingServer.embeddings;
import static io.codestrata.embed.EmbeddingServer.vector;
import static io.codestrata.embed.http.Provider.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingException.Kind;
import io.codestrata.embed.EmbeddingServer;
import io.codestrata.embed.openai.OpenAiSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What can go wrong on the wire, with both protocols: typed, sent once, and the key in nothing. */
class FailuresTest {
  private static final String SOUND = embeddings(embedding(0, vector(1)));

  private EmbeddingServer server;

  @BeforeEach
  void start() throws IOException {
    server = new EmbeddingServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, INPUT",
    "406, INPUT",
    "413, INPUT",
    "422, INPUT",
    "401, FATAL",
    "403, FATAL",
    "402, FATAL",
    "404, FATAL",
    "405, FATAL",
    "302, FATAL",
    "429, LIMIT",
    "408, SERVICE",
    "424, SERVICE",
    "500, SERVICE",
    "502, SERVICE",
    "503, SERVICE",
    "529, SERVICE"
  })
  void statusTellsWhoseFaultItIsAndCostsNothing(int code, Kind kind) throws EmbeddingException {
    for (Provider provider : Provider.values()) {
      server.answer(code, "{\"detail\": \"no\"}");

      EmbeddingException failure = failure(provider.embedder(server), "a");

      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure.maybeBilled()).isFalse();
      assertThat(failure.retryAfter()).isZero();
    }
    assertThat(server.http.getRequestCount()).isEqualTo(Provider.values().length);
  }

  @ParameterizedTest
  @EnumSource
  void gatewayThatGaveUpWaitingDoesNotKnowWhatWasBilled(Provider provider) throws Exception {
    server.answer(504, "");

    assertThat(failure(provider.embedder(server), "a").maybeBilled()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "429, 17, 17",
    "503, 3, 3",
    "503, 0, 0",
    "529, 120, 120",
    "429, 'Wed, 25 Nov 2026 12:00:42 GMT', 42",
    "429, 'Wed, 25 Nov 2026 11:00:00 GMT', 0",
    "429, -5, 0",
    "429, soon, 0",
    "429, 99999999999999999999, 0"
  })
  void waitThatTheServiceAsksForIsPassedOn(int code, String value, int seconds) throws Exception {
    for (Provider provider : Provider.values()) {
      server.answer(code, "Retry-After", value);

      assertThat(failure(provider.embedder(server), "a").retryAfter())
          .isEqualTo(Duration.ofSeconds(seconds));
    }
    assertThat(server.http.getRequestCount()).isEqualTo(Provider.values().length);
  }

  @ParameterizedTest
  @EnumSource
  void dateToWaitForIsReadByTheServicesOwnClock(Provider provider) throws Exception {
    server.answer(
        new MockResponse.Builder()
            .code(429)
            .setHeader("Date", "Wed, 25 Nov 2026 09:00:00 GMT")
            .setHeader("Retry-After", "Wed, 25 Nov 2026 09:00:05 GMT"));

    assertThat(failure(provider.embedder(server), "a").retryAfter())
        .isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void answerThatBreaksTheProtocolIsTheServicesAndMayBeBilled(Provider provider, String answer)
      throws EmbeddingException {
    server.answer(200, answer);

    EmbeddingException failure = failure(provider.embedder(server), "a");

    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(failure.maybeBilled()).isTrue();
    assertThat(server.http.getRequestCount()).isEqualTo(1);
  }

  static Stream<Arguments> brokenAnswers() {
    List<String> answers =
        List.of(
            "",
            "no json",
            "null",
            "[]",
            "<html><body>Bad gateway</body></html>",
            SOUND.substring(0, SOUND.length() / 2),
            SOUND + SOUND,
            "{\"data\": {}, \"usage\": {\"total_tokens\": 7}}",
            embeddings(),
            embeddings("7"),
            embeddings(embedding(0, vector(1)), embedding(1, vector(1))),
            embeddings(embedding(0, vector(1)), embedding(0, vector(1))),
            embeddings(embedding(1, vector(1))),
            embeddings(embedding(-1, vector(1))),
            embeddings("{\"embedding\":\"" + base64(vector(1)) + "\"}"),
            embeddings("{\"index\":\"0\",\"embedding\":\"" + base64(vector(1)) + "\"}"),
            embeddings("{\"index\":0}"),
            embeddings("{\"index\":0,\"embedding\":null}"),
            embeddings(embedding(0, 1, 0, 0)),
            embeddings(embedding(0)),
            embeddings(embedding(0, "[]")),
            embeddings(embedding(0, "[1,0]")),
            embeddings(embedding(0, "\"*not base64*\"")),
            embeddings(embedding(0, "\"AAAAAAA=\"")),
            embeddings(embedding(0, vector(Float.NaN))),
            embeddings(embedding(0, vector(1, Float.NEGATIVE_INFINITY))),
            embeddings(embedding(0, numbersWith("null"))),
            embeddings(embedding(0, numbersWith("1e39"))),
            embeddings(embedding(0, numbersWith("\"1\""))),
            embeddings(embedding(0, vector())));
    return Stream.of(Provider.values())
        .flatMap(provider -> answers.stream().map(answer -> Arguments.of(provider, answer)));
  }

  @ParameterizedTest
  @EnumSource
  void vectorThatMayBeOneTextsDoingIsOfTheInputWhileOthersAreWithIt(Provider provider)
      throws EmbeddingException {
    for (float[] odd : List.of(vector(Float.NaN), vector())) {
      server.answer(200, embeddings(embedding(0, vector(1)), embedding(1, odd)));

      EmbeddingException failure = failure(provider.embedder(server), "a", "b");

      assertThat(failure.kind()).isEqualTo(Kind.INPUT);
      assertThat(failure.maybeBilled()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"400", "401", "402", "404", "429", "500", "200"})
  void keyIsInNoMessage(int code) throws EmbeddingException {
    for (Provider provider : Provider.values()) {
      String echo = "{\"detail\": \"no " + KEY + "\"}";
      server.answer(code, code == 200 ? KEY : echo);

      assertThat(everythingSaidBy(failure(provider.embedder(server), "a"))).doesNotContain(KEY);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"detail\": \"text 3 is empty\\nsecond line\"} | text 3 is empty",
        "{\"detail\": [{\"msg\": \"too many\", \"input\": \"x\"}]} | too many",
        "{\"error\": {\"message\": \"input too long\", \"type\": \"t\"}} | input too long",
        "{\"error\": \"batch size 64 > 32\", \"error_type\": \"Validation\"} | batch size 64 > 32",
        "{\"object\": \"error\", \"message\": \"no room\"} | no room",
        "<html>nginx</html> | no detail"
      })
  void refusalOfTheInputSaysWhy(String body, String detail) throws EmbeddingException {
    for (Provider provider : Provider.values()) {
      server.answer(400, body);

      assertThat(failure(provider.embedder(server), "a"))
          .hasMessageEndingWith("answered 400: " + detail);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusalOfTheModelIsNotTheInputs(Provider provider) throws EmbeddingException {
    Embedder embedder = provider.embedder(server);
    server.answer(400, "{\"detail\": \"Model " + embedder.model().name() + " is not supported.\"}");

    EmbeddingException failure = failure(embedder, "a");

    assertThat(failure.kind()).isEqualTo(Kind.FATAL);
    assertThat(failure).hasMessageContaining("set embed.model");
  }

  @ParameterizedTest
  @CsvSource({"http://user:hidden@localhost:1/v1?token=hidden", "hidden nonsense"})
  void passwordInAnAddressIsNotShown(String address) {
    OpenAiSettings settings = OpenAiSettings.of(address, "m");

    EmbeddingException failure =
        catchThrowableOfType(
            EmbeddingException.class, () -> EmbeddingServer.embedder(settings).embedQuery("q"));

    assertThat(settings.toString()).doesNotContain("hidden");
    if (address.startsWith("http")) {
      assertThat(everythingSaidBy(failure)).doesNotContain("hidden");
    } else {
      assertThat(failure.kind()).isEqualTo(Kind.FATAL);
      assertThat(failure).hasMessageContaining("embed.base-url");
    }
  }

  private static String numbersWith(String first) {
    return "[" + first + ",1" + ",0".repeat(EmbeddingServer.DIMENSION - 2) + "]";
  }

  private static String everythingSaidBy(Throwable failure) {
    StringWriter said = new StringWriter();
    failure.printStackTrace(new PrintWriter(said, true));
    return said.toString();
  }
}
