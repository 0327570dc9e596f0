package io.codestrata.embed.voyage;

import static io.codestrata.embed.voyage.VoyageServer.KEY;
import static io.codestrata.embed.voyage.VoyageServer.RETRIES;
import static io.codestrata.embed.voyage.VoyageServer.base64;
import static io.codestrata.embed.voyage.VoyageServer.embedding;
import static io.codestrata.embed.voyage.VoyageServer.embeddings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingException.Kind;
import io.codestrata.embed.RateBudget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoyageEmbedderTest {
  private static final String SOUND = embeddings(embedding(0, 1, 0));
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private VoyageServer server;

  @BeforeEach
  void start() throws IOException {
    server = new VoyageServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void documentsAreSentAsTheApiReferenceSays() throws Exception {
    server.answer(200, embeddings(embedding(0, 1, 0), embedding(1, 0, 1)));

    server.embedder().embedDocuments(List.of("a \"b\"", "\u00e9"));

    RecordedRequest request = server.http.takeRequest();
    assertThat(request.getRequestLine()).isEqualTo("POST /v1/embeddings HTTP/1.1");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
    assertThat(new ObjectMapper().readTree(request.getBody().utf8()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"model": "voyage-code-3", "input_type": "document", "truncation": false,
                     "output_dimension": 2, "output_dtype": "float", "encoding_format": "base64",
                     "input": ["a \\"b\\"", "\u00e9"]}
                    """));
  }

  @Test
  void querySaysThatItIsOne() throws Exception {
    server.answer(200, SOUND);

    float[] vector = server.embedder().embedQuery("where is it");

    assertThat(vector).containsExactly(1, 0);
    assertThat(server.http.takeRequest().getBody().utf8()).contains("\"input_type\":\"query\"");
  }

  @Test
  void vectorsAreMatchedByIndex() throws EmbeddingException {
    server.answer(200, embeddings(embedding(1, 0, 1), embedding(0, 1, 0)));

    EmbeddedBatch batch = server.embedder().embedDocuments(List.of("a", "b"));

    assertThat(batch.vectors()).containsExactly(new float[] {1, 0}, new float[] {0, 1});
  }

  @Test
  void tokensAreThoseTheServiceCounted() throws EmbeddingException {
    server.answer(200, SOUND);

    assertThat(server.embedder().embedDocuments(List.of("a")).tokens()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void passingFaultIsRetried(int code) throws EmbeddingException {
    server.answer(code, "");
    server.answer(200, SOUND);

    assertThat(server.embedder().embedDocuments(List.of("a")).vectors()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503})
  void faultThatStaysIsTheServices(int code) {
    server.answerAlways(code, "");

    EmbeddingException lost = lost();

    assertThat(lost.kind()).isEqualTo(Kind.SERVICE);
    assertThat(lost).hasMessageContaining("after 3 tries: status " + code);
    assertThat(server.http.getRequestCount()).isEqualTo(RETRIES + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "401, FATAL",
    "403, FATAL",
    "404, FATAL",
    "405, FATAL",
    "302, FATAL",
    "400, INPUT",
    "413, INPUT"
  })
  void refusalIsNotRetried(int code, Kind kind) {
    server.answerAlways(code, "{\"detail\": \"too much\"}");

    assertThat(lost().kind()).isEqualTo(kind);
    assertThat(server.http.getRequestCount()).isEqualTo(1);
  }

  @Test
  void refusalOfTheInputSaysWhy() {
    server.answer(400, "{\"detail\": \"text 3 is empty\\nsecond line\"}");

    assertThat(lost()).hasMessage("Voyage answered 400: text 3 is empty");
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void answerThatBreaksTheProtocolIsRetriedThenGivenUp(String answer) {
    server.answerAlways(200, answer);

    assertThat(lost().kind()).isEqualTo(Kind.SERVICE);
    assertThat(server.http.getRequestCount()).isEqualTo(RETRIES + 1);
  }

  @Test
  void brokenConnectionIsRetried() throws EmbeddingException {
    server.breakConnection();
    server.answer(200, SOUND);

    assertThat(server.embedder().embedDocuments(List.of("a")).vectors()).hasSize(1);
  }

  @Test
  void serviceThatCannotBeReachedIsGivenUp() {
    VoyageEmbedder embedder = server.embedder();
    server.close();

    assertThat(lost(embedder).kind()).isEqualTo(Kind.SERVICE);
  }

  @Test
  void silentServiceIsGivenUpAtTheTimeOut() {
    for (int i = 0; i <= RETRIES; i++) {
      server.http.enqueue(
          new mockwebserver3.MockResponse.Builder()
              .onResponseStart(mockwebserver3.SocketEffect.Stall.INSTANCE)
              .build());
    }
    VoyageSettings known = server.settings();
    VoyageSettings brief =
        new VoyageSettings(known.baseUrl(), KEY, "m", 2, Duration.ofMillis(50), RETRIES);

    assertThat(lost(server.embedder(brief)).kind()).isEqualTo(Kind.SERVICE);
  }

  @Test
  void everyTryTakesAPermitOfItsOwn() throws EmbeddingException {
    server.answer(500, "");
    server.answer(500, "");
    server.answer(200, SOUND);

    server.embedder().embedDocuments(List.of("a"));

    assertThat(server.sleeps)
        .containsExactly(Duration.ZERO, seconds(2), MINUTE, seconds(4), MINUTE.multipliedBy(2));
  }

  @Test
  void askForImmediateRetryTakesAPermitToo() throws EmbeddingException {
    server.answer(503, "Retry-After", "0");
    server.answer(200, SOUND);

    server.embedder().embedDocuments(List.of("a"));

    assertThat(server.sleeps).containsExactly(Duration.ZERO, seconds(2), MINUTE);
  }

  @Test
  void retryAfterIsWaitedForOnce() throws EmbeddingException {
    server.answer(429, "Retry-After", "17");
    server.answer(200, SOUND);

    server.embedder().embedDocuments(List.of("a"));

    assertThat(server.sleeps).containsExactly(Duration.ZERO, seconds(17), MINUTE);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "-5, 2", "soon, 2", "999999999999, 300"})
  void oddRetryAfterIsHeldWithinReason(String value, int wait) throws EmbeddingException {
    server.answer(429, "Retry-After", value);
    server.answer(200, SOUND);

    server.embedder().embedDocuments(List.of("a"));

    assertThat(server.sleeps.get(1)).isEqualTo(seconds(wait));
  }

  @Test
  void nothingIsWaitedForAfterTheLastTry() {
    server.answerAlways(429, "");

    lost();

    assertThat(server.sleeps).hasSize(1 + 2 * RETRIES);
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "0.999999, 2999"})
  void waitsAreSpreadAroundTheirLength(double random, int millis) throws EmbeddingException {
    server.answer(500, "");
    server.answer(200, SOUND);

    new VoyageEmbedder(
            server.settings(), new RateBudget(9, 9_000, () -> 0), server.sleeps::add, () -> random)
        .embedDocuments(List.of("a"));

    assertThat(server.sleeps.get(1)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void waitsGrowToThirtySeconds() {
    VoyageSettings known = server.settings();
    VoyageSettings patient =
        new VoyageSettings(known.baseUrl(), KEY, "m", 2, Duration.ofSeconds(5), 6);
    for (int i = 0; i <= 6; i++) {
      server.answer(500, "");
    }

    lost(server.embedder(patient));

    assertThat(server.sleeps)
        .contains(seconds(2), seconds(4), seconds(8), seconds(16))
        .contains(seconds(30), org.assertj.core.data.Index.atIndex(11));
  }

  @Test
  void interruptedCallStopsAndStaysInterrupted() {
    VoyageEmbedder embedder =
        new VoyageEmbedder(
            server.settings(),
            new RateBudget(9, 9_000, () -> 0),
            duration -> {
              throw new InterruptedException();
            });

    EmbeddingException lost = lost(embedder);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(lost.kind()).isEqualTo(Kind.SERVICE);
    assertThat(server.http.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"401", "404", "400", "500", "200"})
  void keyIsInNoMessage(int code) {
    String echo = "{\"detail\": \"no " + KEY + "\"}";
    server.answerAlways(code, code == 200 ? KEY : echo);

    assertThat(everythingSaidBy(lost())).doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", KEY + "\n", KEY + "\u00e9"})
  void keyThatCannotBeSentIsFatal(String key) {
    VoyageEmbedder embedder =
        server.embedder(VoyageSettings.of(server.settings().baseUrl(), key, "m", 2));

    EmbeddingException lost = lost(embedder);

    assertThat(lost.kind()).isEqualTo(Kind.FATAL);
    assertThat(everythingSaidBy(lost)).doesNotContain(KEY);
  }

  @Test
  void addressThatIsNoneIsFatal() {
    VoyageEmbedder embedder = server.embedder(VoyageSettings.of("nowhere", KEY, "m", 2));

    assertThat(lost(embedder)).hasMessage("'nowhere' is no address of Voyage: set embed.base-url");
  }

  @Test
  void settingsShowNoKey() {
    assertThat(server.settings().toString()).doesNotContain(KEY);
  }

  @Test
  void modelIsThatOfTheSettings() {
    assertThat(server.embedder().model().key()).isEqualTo("voyage-code-3/2/float");
    assertThat(server.embedder().model().usdPerMillionTokens()).isEqualTo(0.18);
  }

  @Test
  void limitsAreThoseOfTheApi() {
    assertThat(server.embedder().limits().maxTexts()).isBetween(1, 1_000);
    assertThat(server.embedder().limits().maxTokens()).isEqualTo(120_000);
    assertThat(server.embedder().limits().maxTextTokens()).isEqualTo(32_000);
  }

  static List<String> brokenAnswers() {
    return List.of(
        "",
        "no json",
        "null",
        SOUND.substring(0, SOUND.length() / 2),
        embeddings(),
        embeddings(embedding(0, 1, 0), embedding(1, 1, 0)),
        embeddings(embedding(1, 1, 0)),
        embeddings(embedding(-1, 1, 0)),
        embeddings(embedding(0, 1, 0, 0)),
        embeddings(embedding(0, 1)),
        embeddings(embedding(0, Float.NaN, 0)),
        embeddings(embedding(0, Float.NEGATIVE_INFINITY, 0)),
        embeddings("{\"embedding\":\"" + base64(1, 0) + "\"}"),
        embeddings("{\"index\":0}"),
        embeddings("{\"index\":0,\"embedding\":[1,0]}"),
        embeddings("{\"index\":0,\"embedding\":\"*not base64*\"}"));
  }

  private EmbeddingException lost() {
    return lost(server.embedder());
  }

  private static EmbeddingException lost(VoyageEmbedder embedder) {
    return catchThrowableOfType(
        EmbeddingException.class, () -> embedder.embedDocuments(List.of("a")));
  }

  private static String everythingSaidBy(Throwable failure) {
    StringWriter said = new StringWriter();
    failure.printStackTrace(new PrintWriter(said, true));
    return said.toString();
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
