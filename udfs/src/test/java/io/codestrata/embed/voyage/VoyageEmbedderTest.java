package io.codestrata.embed.voyage;

import static io.codestrata.embed.EmbeddingServer.KEY;
import static io.codestrata.embed.EmbeddingServer.answerOf;
import static io.codestrata.embed.EmbeddingServer.embedding;
import static io.codestrata.embed.EmbeddingServer.embeddings;
import static io.codestrata.embed.EmbeddingServer.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingException.Kind;
import io.codestrata.embed.EmbeddingServer;
import io.codestrata.embed.http.VectorType;
import io.codestrata.vector.Quantizer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoyageEmbedderTest {
  private static final String SOUND = embeddings(embedding(0, vector(1)));

  /** The values of Voyage's guide, whose ubinary is 77 and whose binary is -51. */
  private static final float[] GUIDE = {
    -0.03955078f,
    0.006214142f,
    -0.07446289f,
    -0.039001465f,
    0.0046463013f,
    0.00030612946f,
    -0.08496094f,
    0.03994751f
  };

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
  void documentsAreSentAsTheApiReferenceSays() throws Exception {
    server.answer(200, embeddings(embedding(0, vector(1)), embedding(1, vector(0, 1))));

    embedder().embedDocuments(List.of("a \"b\"", "\u00e9"));

    RecordedRequest request = server.take();
    assertThat(request.getRequestLine()).isEqualTo("POST /v1/embeddings HTTP/1.1");
    assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
    assertThat(new ObjectMapper().readTree(request.getBody().utf8()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"model": "voyage-code-3", "input_type": "document", "truncation": false,
                     "output_dimension": 256, "output_dtype": "float", "encoding_format": "base64",
                     "input": ["a \\"b\\"", "\u00e9"]}
                    """));
  }

  @Test
  void querySaysThatItIsOne() throws Exception {
    server.answer(200, SOUND);

    float[] vector = embedder().embedQuery("where is it");

    assertThat(vector).containsExactly(vector(1));
    assertThat(server.takeBody().path("input_type").asText()).isEqualTo("query");
  }

  @Test
  void vectorsAreMatchedByIndex() throws EmbeddingException {
    server.answer(200, embeddings(embedding(1, vector(0, 1)), embedding(0, vector(1))));

    EmbeddedBatch batch = embedder().embedDocuments(List.of("a", "b"));

    assertThat(batch.vectors()).containsExactly(vector(1), vector(0, 1));
    assertThat(batch.tokens()).isEqualTo(EmbeddingServer.TOKENS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "{\"total_tokens\":null}", "{\"total_tokens\":0}"})
  void answerThatDoesNotSayWhatItBilledIsBroken(String usage) throws EmbeddingException {
    server.answer(200, answerOf(usage, embedding(0, vector(1))));

    EmbeddingException failure = failure(embedder(), "a");

    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(failure).hasMessageContaining("usage.total_tokens");
    assertThat(failure.maybeBilled()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void typeIsAskedForAndPartOfTheModel(VectorType type) throws Exception {
    server.answer(500, "");
    Embedder embedder = EmbeddingServer.embedder(server.voyage(type));

    EmbeddingException failure = failure(embedder, "a");

    String name = type.wireName();
    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(embedder.model().key()).isEqualTo("voyage-code-3/256/" + name);
    assertThat(server.takeBody().path("output_dtype").asText()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"INT8, -128, -128", "INT8, 127, 127", "UINT8, 0, -128", "UINT8, 255, 127"})
  void bytesAreReadAsSignedComponents(VectorType type, int sent, int component) throws Exception {
    byte[] bytes = new byte[EmbeddingServer.DIMENSION];
    bytes[0] = (byte) sent;
    float[] expected = new float[bytes.length];
    Arrays.fill(expected, type == VectorType.INT8 ? 0 : -128);
    expected[0] = component;

    assertThat(received(type, bytes)).containsExactly(expected);
    assertThat(received(type, sent + ",0".repeat(bytes.length - 1))).containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource({"BINARY, -51", "UBINARY, 77"})
  void bitsAreReadInTheOrderOfVoyagesGuide(VectorType type, int packed) throws Exception {
    byte[] bytes = new byte[EmbeddingServer.DIMENSION / 8];
    bytes[0] = (byte) packed;

    float[] components = received(type, bytes);

    assertThat(components).hasSize(EmbeddingServer.DIMENSION);
    assertThat(Arrays.copyOf(components, 8)).containsExactly(-1, 1, -1, -1, 1, 1, -1, 1);
    assertThat(Quantizer.bits(Arrays.copyOf(components, 8))).isEqualTo(Quantizer.bits(GUIDE));
    assertThat(received(type, packed + ",0".repeat(bytes.length - 1))).containsExactly(components);
  }

  @ParameterizedTest
  @CsvSource({"INT8, 128", "INT8, 0.5", "UINT8, -1", "UINT8, 256", "BINARY, 128", "UBINARY, 256"})
  void numberOutOfItsTypeIsABrokenAnswer(VectorType type, String number) throws Exception {
    int length =
        type == VectorType.INT8 || type == VectorType.UINT8
            ? EmbeddingServer.DIMENSION
            : EmbeddingServer.DIMENSION / 8;
    server.answer(200, embeddings(embedding(0, "[" + number + ",1".repeat(length - 1) + "]")));

    EmbeddingException failure = failure(EmbeddingServer.embedder(server.voyage(type)), "a");

    assertThat(failure).hasMessageContaining("no " + type.wireName());
  }

  @Test
  void textTooLongForTheModelIsRefusedAndSaysSo() throws EmbeddingException {
    server.answer(400, "{\"detail\": \"context length exceeded\"}");

    EmbeddingException failure = failure(embedder(), "long words ".repeat(30_000));

    assertThat(failure.kind()).isEqualTo(Kind.INPUT);
    assertThat(failure)
        .hasMessageContaining("context length exceeded")
        .hasMessageContaining("the model reads 32000");
  }

  @Test
  void refusedKeyNamesTheRemedy() throws EmbeddingException {
    server.answer(401, "");

    assertThat(failure(embedder(), "a"))
        .hasMessage(
            "Voyage refused the key (401): set VOYAGE_API_KEY to a valid one, and embed.base-url"
                + " to the host it belongs to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", KEY + "\n", KEY + "\u00e9"})
  void keyThatCannotBeSentIsFatal(String key) {
    EmbeddingException failure = refused(VoyageSettings.of(server.url(), key, "m", 256, 0));

    assertThat(failure.kind()).isEqualTo(Kind.FATAL);
    assertThat(failure).hasMessageContaining("VOYAGE_API_KEY");
    assertThat(failure.toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -256, 384, 4096})
  void dimensionThatVoyageHasNotIsFatal(int dimension) {
    EmbeddingException failure = refused(VoyageSettings.of("", KEY, "m", dimension, 0));

    assertThat(failure.kind()).isEqualTo(Kind.FATAL);
    assertThat(failure).hasMessageContaining("256, 512, 1024 or 2048");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1001})
  void numberOfTextsThatVoyageDoesNotTakeIsFatal(int maxTexts) {
    EmbeddingException failure =
        refused(
            new VoyageSettings(
                "http://localhost",
                KEY,
                "m",
                256,
                VectorType.FLOAT,
                maxTexts,
                Duration.ofSeconds(1),
                0));

    assertThat(failure.kind()).isEqualTo(Kind.FATAL);
  }

  @Test
  void addressThatIsNoneIsFatal() {
    assertThat(refused(VoyageSettings.of("nowhere", KEY, "m", 256, 0)))
        .hasMessage("'nowhere' is no address of Voyage: set embed.base-url");
  }

  @Test
  void settingsShowNoKey() {
    assertThat(server.voyage().toString()).doesNotContain(KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "voyage-code-3, 120000, 32000",
    "voyage-4-large, 120000, 32000",
    "voyage-4, 320000, 32000",
    "voyage-4-lite, 1000000, 32000",
    "voyage-code-2, 120000, 16000",
    "voyage-of-tomorrow, 120000, 32000"
  })
  void limitsAreThoseOfTheModel(String model, long tokens, int context) throws EmbeddingException {
    Embedder embedder = EmbeddingServer.embedder(VoyageSettings.of("", KEY, model, 1024, 0));

    assertThat(embedder.limits().maxTexts()).isBetween(1, 1_000);
    assertThat(embedder.limits().maxTokens()).isEqualTo(tokens);
    assertThat(embedder.limits().maxTextTokens()).isEqualTo(context);
  }

  @Test
  void priceIsThatOfTheSettings() throws EmbeddingException {
    assertThat(embedder().model().usdPerMillionTokens()).isEqualTo(0.18);
  }

  @Test
  void countOfTokensLearnsFromWhatIsBilled() throws EmbeddingException {
    String text = "total += price * count; ".repeat(100);
    Embedder embedder = embedder();
    int before = embedder.countTokens(text);
    server.answer(200, answerOf("{\"total_tokens\":" + before / 2 + "}", embedding(0, vector(1))));

    embedder.embedDocuments(List.of(text));

    assertThat(embedder.countTokens(text)).isBetween(before / 2, (int) (before * 0.6));
  }

  private float[] received(VectorType type, byte[] bytes) throws EmbeddingException {
    String base64 = Base64.getEncoder().encodeToString(bytes);
    server.answer(200, embeddings(embedding(0, "\"" + base64 + "\"")));
    return EmbeddingServer.embedder(server.voyage(type)).embedQuery("q");
  }

  private float[] received(VectorType type, String numbers) throws EmbeddingException {
    server.answer(200, embeddings(embedding(0, "[" + numbers + "]")));
    return EmbeddingServer.embedder(server.voyage(type)).embedQuery("q");
  }

  private Embedder embedder() throws EmbeddingException {
    return EmbeddingServer.embedder(server.voyage());
  }

  private static EmbeddingException refused(VoyageSettings settings) {
    return catchThrowableOfType(EmbeddingException.class, () -> EmbeddingServer.embedder(settings));
  }

  private static EmbeddingException failure(Embedder embedder, String text) {
    return catchThrowableOfType(
        EmbeddingException.class, () -> embedder.embedDocuments(List.of(text)));
  }
}
