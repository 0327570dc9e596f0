package io.codestrata.embed.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.EmbeddingException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalEmbedderTest {
  private static final String LONG = "total += price * count; ".repeat(300);
  private static final List<String> TEXTS =
      List.of(
          "int sum(int[] values) { int total = 0; for (int v : values) total += v; return total; }",
          "x",
          LONG,
          "Opens a connection to the database and retries when it is refused",
          "The cat sleeps on the warm roof");

  private static LocalEmbedder embedder;

  @BeforeAll
  static void load() throws EmbeddingException {
    embedder = LocalEmbedder.shared(LocalModel.ALL_MINILM_L6_V2);
  }

  @Test
  void vectorsAreOfTheModelsDimensionAndUnitLength() throws EmbeddingException {
    assertThat(embedder.embedDocuments(TEXTS).vectors())
        .hasSize(TEXTS.size())
        .allSatisfy(
            vector -> {
              assertThat(vector).hasSize(embedder.model().dimension());
              assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
            });
  }

  @Test
  void vectorDependsOnItsTextAloneNotOnItsBatch() throws EmbeddingException {
    List<float[]> together = embedder.embedDocuments(TEXTS).vectors();

    for (int i = 0; i < TEXTS.size(); i++) {
      float[] alone = embedder.embedDocuments(List.of(TEXTS.get(i))).vectors().get(0);

      assertThat(together.get(i)).isEqualTo(alone);
    }
  }

  @Test
  void sameTextHasTheSameVectorEachTime() throws EmbeddingException {
    assertThat(embedder.embedQuery(TEXTS.get(0))).isEqualTo(embedder.embedQuery(TEXTS.get(0)));
  }

  @Test
  void endOfALongTextCounts() throws EmbeddingException {
    float[] one = embedder.embedQuery(LONG + "The cat sleeps on the warm roof. ".repeat(80));
    float[] other = embedder.embedQuery(LONG);

    assertThat(cosine(one, other)).isLessThan(0.99);
  }

  @Test
  void tokensOfAllTextsAreCounted() throws EmbeddingException {
    EmbeddedBatch one = embedder.embedDocuments(List.of("one two three"));
    EmbeddedBatch two = embedder.embedDocuments(List.of("one two three", "one two three"));

    assertThat(one.tokens()).isEqualTo(3);
    assertThat(two.tokens()).isEqualTo(6);
  }

  @Test
  void tokensOfOneTextAreCountedAsEmbeddingItWould() throws EmbeddingException {
    for (String text : TEXTS) {
      assertThat(embedder.countTokens(text))
          .isPositive()
          .isEqualTo((int) embedder.embedDocuments(List.of(text)).tokens());
    }
  }

  @Test
  void identifiersAreReadAsTheirWords() throws EmbeddingException {
    float[] code = embedder.embedQuery("void writeAccessLog(int statusCode) { }");
    float[] words = embedder.embedQuery("void write access log int status code");

    assertThat(cosine(code, words)).isGreaterThan(0.999);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "==== ---- ====",
        " \n",
        "\0",
        "\ufeff",
        "\ud83d\ude00\ud83d\ude00",
        "[SEP] [CLS] [PAD]",
        "\u202e\u0301"
      })
  void oddTextHasAVectorOfUnitLength(String text) throws EmbeddingException {
    float[] vector = embedder.embedQuery(text);

    assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
  }

  @Test
  void halfASurrogatePairHasAVector() throws EmbeddingException {
    assertThat(embedder.embedQuery("a" + (char) 0xd83d)).hasSize(384);
  }

  @Test
  void textOfOneEndlessWordHasAVector() throws EmbeddingException {
    assertThat(embedder.embedQuery("x".repeat(100_000))).hasSize(384);
  }

  @Test
  void noTextsHaveNoVectors() throws EmbeddingException {
    assertThat(embedder.embedDocuments(List.of()).vectors()).isEmpty();
  }

  @Test
  void queryIsNearToWhatItMeansAndFarFromTheRest() throws EmbeddingException {
    float[] query = embedder.embedQuery("reconnect to the database after a failure");
    List<float[]> documents = embedder.embedDocuments(TEXTS).vectors();

    assertThat(cosine(query, documents.get(3))).isGreaterThan(0.5);
    assertThat(cosine(query, documents.get(4))).isLessThan(0.2);
  }

  @Test
  void severalThreadsMayUseItAtOnce() throws Exception {
    float[] expected = embedder.embedQuery(TEXTS.get(3));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<float[]> call =
          () -> LocalEmbedder.shared(LocalModel.ALL_MINILM_L6_V2).embedQuery(TEXTS.get(3));
      List<Future<float[]>> answers = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        answers.add(threads.submit(call));
      }
      for (Future<float[]> answer : answers) {
        assertThat(answer.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void closedByOneItServesTheNext() throws EmbeddingException {
    LocalEmbedder.shared(LocalModel.ALL_MINILM_L6_V2).close();

    assertThat(LocalEmbedder.shared(LocalModel.ALL_MINILM_L6_V2).embedQuery("x")).hasSize(384);
  }

  @Test
  void eachModelRanksWhatIsAskedForFirst() throws EmbeddingException {
    for (LocalModel model : LocalModel.values()) {
      LocalEmbedder other = LocalEmbedder.shared(model);
      float[] query = other.embedQuery("reconnect to the database after a failure");
      List<float[]> documents = other.embedDocuments(TEXTS).vectors();

      assertThat(other.model()).isEqualTo(model.model());
      assertThat(documents)
          .allSatisfy(
              vector ->
                  assertThat(cosine(query, vector))
                      .isLessThanOrEqualTo(cosine(query, documents.get(3))));
    }
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
