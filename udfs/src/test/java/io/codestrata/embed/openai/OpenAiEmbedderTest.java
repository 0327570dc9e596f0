package io.codestrata.embed.openai;

import static io.codestrata.embed.EmbeddingServer.KEY;
import static io.codestrata.embed.EmbeddingServer.answerOf;
import static io.codestrata.embed.EmbeddingServer.embedding;
import static io.codestrata.embed.EmbeddingServer.embeddings;
import static io.codestrata.embed.EmbeddingServer.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.embed.BatchLimits;
import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingException.Kind;
import io.codestrata.embed.EmbeddingServer;
import io.codestrata.embed.TestTokenizer;
import io.codestrata.embed.TokenizerTokenCount;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiEmbedderTest {
  private static final BatchLimits LIMITS = OpenAiSettings.DEFAULT_LIMITS;

  private EmbeddingServer server;

  @BeforeEach
  void start() throws IOException {
    server = new EmbeddingServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void leastIsSentWhereNothingIsSet() throws Exception {
    server.answer(200, embeddings(embedding(0, numbers(1, 0))));

    embedder(OpenAiSettings.of(server.url(), "m")).embedDocuments(List.of("a"));

    RecordedRequest request = server.take();
    assertThat(request.getRequestLine()).isEqualTo("POST /v1/embeddings HTTP/1.1");
    assertThat(request.getHeaders().get("Authorization")).isNull();
    assertThat(json(request.getBody().utf8()))
        .isEqualTo(json("{\"model\": \"m\", \"encoding_format\": \"float\", \"input\": [\"a\"]}"));
  }

  @Test
  void whatIsSetIsSent() throws Exception {
    server.answer(200, embeddings(embedding(0, 0, 1)));
    OpenAiSettings settings = settings(2, true, true, "doc: ", "query: ", LIMITS);

    embedder(settings).embedDocuments(List.of("a"));

    RecordedRequest request = server.take();
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(json(request.getBody().utf8()))
        .isEqualTo(
            json(
                "{\"model\": \"m\", \"encoding_format\": \"base64\", \"dimensions\": 2,"
                    + " \"input\": [\"doc: a\"]}"));
  }

  @Test
  void queryHasItsOwnPrefix() throws Exception {
    server.answer(200, embeddings(embedding(0, numbers(0, 1))));

    embedder(settings(0, false, false, "doc: ", "query: ", LIMITS)).embedQuery("a");

    assertThat(server.takeBody().path("input").path(0).asText()).isEqualTo("query: a");
  }

  @Test
  void vectorsAreMatchedByIndexAndBroughtToUnitLength() throws EmbeddingException {
    server.answer(200, embeddings(embedding(1, numbers(0, 2)), embedding(0, numbers(3, 4))));

    EmbeddedBatch batch = anyDimension().embedDocuments(List.of("a", "b"));

    assertThat(batch.vectors().get(0)).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
    assertThat(batch.vectors().get(1)).containsExactly(0, 1);
  }

  @Test
  void serverMaySendBase64OrNumbersWhateverItWasAsked() throws EmbeddingException {
    server.answer(200, embeddings(embedding(0, 0, 1)));
    server.answer(200, embeddings(embedding(0, numbers(0, 1))));

    assertThat(anyDimension().embedQuery("a")).containsExactly(0, 1);
    assertThat(embedder(settings(0, false, true, "", "", LIMITS)).embedQuery("a"))
        .containsExactly(0, 1);
  }

  @Test
  void dimensionIsLearntFromTheFirstAnswerAndThenHeld() throws EmbeddingException {
    server.answer(200, embeddings(embedding(0, numbers(1, 0))));
    server.answer(200, embeddings(embedding(0, numbers(1, 0, 0))));
    Embedder embedder = anyDimension();

    embedder.embedQuery("a");

    assertThat(embedder.model().key()).isEqualTo("m/2/float");
    assertThat(failure(embedder, "b"))
        .hasMessageContaining("3 components where 2 were due")
        .hasMessageContaining("embed.dimension");
  }

  @Test
  void vectorsOfTwoDimensionsInOneAnswerAreBroken() {
    server.answer(200, embeddings(embedding(0, numbers(1, 0)), embedding(1, numbers(1, 0, 0))));

    EmbeddingException failure =
        catchThrowableOfType(
            EmbeddingException.class, () -> anyDimension().embedDocuments(List.of("a", "b")));

    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt_tokens\": 5, \"total_tokens\": 9} | 9",
        "{\"prompt_tokens\": 5} | 5",
        "{\"total_tokens\": 0, \"prompt_tokens\": 4} | 4"
      })
  void tokensAreThoseTheServerCounted(String usage, long tokens) throws EmbeddingException {
    server.answer(200, answerOf(usage, embedding(0, numbers(1))));

    assertThat(anyDimension().embedDocuments(List.of("a")).tokens()).isEqualTo(tokens);
  }

  @ParameterizedTest
  @CsvSource({"{}", "null"})
  void tokensAreCountedHereWhereTheServerSaysNothing(String usage) throws EmbeddingException {
    server.answer(200, answerOf(usage, embedding(0, numbers(1))));
    Embedder embedder = anyDimension();
    String text = "total += price * count;";

    assertThat(embedder.embedDocuments(List.of(text)).tokens())
        .isEqualTo(embedder.countTokens(text));
  }

  @Test
  void prefixIsCountedToo() throws EmbeddingException {
    Embedder prefixed = embedder(settings(0, false, false, "search_document: ", "", LIMITS));

    assertThat(prefixed.countTokens("a")).isGreaterThan(anyDimension().countTokens("a"));
  }

  @Test
  void textThatTheServerMightCutIsRefusedUnsentWhereTokensAreKnown() throws Exception {
    BatchLimits narrow = new BatchLimits(32, 1_000, 1_000_000, 10);
    OpenAiSettings settings = settings(0, false, false, "", "", narrow);
    Embedder embedder =
        new OpenAiEmbedder(
            settings,
            TokenizerTokenCount.load(TestTokenizer.file()),
            InstantSource.fixed(EmbeddingServer.NOW));

    EmbeddingException failure = failure(embedder, "one two three four five six seven eight nine");

    assertThat(failure.kind()).isEqualTo(Kind.INPUT);
    assertThat(failure).hasMessageContaining("11 tokens, the model reads 10");
    assertThat(server.http.getRequestCount()).isZero();
  }

  @Test
  void modelMustBeNamed() {
    EmbeddingException failure =
        catchThrowableOfType(
            EmbeddingException.class, () -> embedder(OpenAiSettings.of(server.url(), " ")));

    assertThat(failure).hasMessageContaining("set embed.model");
  }

  @Test
  void modelThatTheServerLacksIsFatal() throws EmbeddingException {
    server.answer(404, "{\"error\":{\"message\":\"model \\\"m\\\" not found, try pulling it\"}}");

    EmbeddingException failure = failure(anyDimension(), "a");

    assertThat(failure.kind()).isEqualTo(Kind.FATAL);
    assertThat(failure).hasMessageContaining("try pulling it").hasMessageContaining("embed.model");
  }

  @Test
  void settingsShowNoKey() {
    assertThat(server.openAi().toString()).doesNotContain(KEY);
  }

  private OpenAiSettings settings(
      int dimension,
      boolean requestDimension,
      boolean base64,
      String documentPrefix,
      String queryPrefix,
      BatchLimits limits) {
    return new OpenAiSettings(
        server.url(),
        KEY,
        "m",
        dimension,
        requestDimension,
        base64,
        documentPrefix,
        queryPrefix,
        limits,
        Duration.ofSeconds(5),
        0);
  }

  private Embedder anyDimension() throws EmbeddingException {
    return embedder(settings(0, false, false, "", "", LIMITS));
  }

  private static Embedder embedder(OpenAiSettings settings) throws EmbeddingException {
    return EmbeddingServer.embedder(settings);
  }

  private static EmbeddingException failure(Embedder embedder, String text) {
    return catchThrowableOfType(
        EmbeddingException.class, () -> embedder.embedDocuments(List.of(text)));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }
}
