package io.codestrata.embed;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import io.codestrata.embed.RealChunks.RealChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The estimate against tokenizers in earnest, over this project's own chunks. */
class EstimatedTokenCountTest {
  private static final int TEXTS_A_CALL = 32;

  /** Calls enough to have learnt. */
  private static final int LEARNT = 10;

  private static List<List<String>> calls;

  record Truth(String name, ToIntFunction<String> tokens) {
    @Override
    public String toString() {
      return name;
    }

    long of(List<String> texts) {
      return texts.stream().mapToLong(tokens::applyAsInt).sum();
    }
  }

  private static final EncodingRegistry BYTE_PAIRS = Encodings.newLazyEncodingRegistry();

  static List<Truth> truths() throws IOException, EmbeddingException {
    Encoding newer = BYTE_PAIRS.getEncoding(EncodingType.O200K_BASE);
    return List.of(
        cl100k(),
        new Truth("o200k", newer::countTokensOrdinary),
        new Truth("WordPiece", TokenizerTokenCount.load(TestTokenizer.file())::of));
  }

  private static Truth cl100k() {
    Encoding encoding = BYTE_PAIRS.getEncoding(EncodingType.CL100K_BASE);
    return new Truth("cl100k", encoding::countTokensOrdinary);
  }

  @BeforeAll
  static void cut() {
    List<String> texts = new ArrayList<>(RealChunks.ALL.stream().map(RealChunk::text).toList());
    Collections.shuffle(texts, new Random(7));
    calls = calls(texts.subList(0, Math.min(texts.size(), 80 * TEXTS_A_CALL)));
  }

  @ParameterizedTest
  @MethodSource("truths")
  void countIsNotBelowTheTruthBeforeTheFirstAnswer(Truth truth) {
    EstimatedTokenCount estimate = new EstimatedTokenCount();

    assertThat(calls)
        .allSatisfy(call -> assertThat(sum(estimate, call)).isGreaterThanOrEqualTo(truth.of(call)));
  }

  @ParameterizedTest
  @MethodSource("truths")
  void countIsNearAndSeldomBelowTheTruthOnceItHasLearnt(Truth truth) {
    EstimatedTokenCount estimate = new EstimatedTokenCount();
    double counted = 0;
    double actual = 0;
    int below = 0;
    for (int i = 0; i < calls.size(); i++) {
      long tokens = truth.of(calls.get(i));
      if (i >= LEARNT) {
        counted += sum(estimate, calls.get(i));
        actual += tokens;
        below += sum(estimate, calls.get(i)) < tokens ? 1 : 0;
      }
      estimate.learn(calls.get(i), tokens);
    }

    assertThat(counted / actual).isBetween(1.0, 1.1);
    assertThat(below).isLessThanOrEqualTo((calls.size() - LEARNT) / 10);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void countIsNearTheTruthWithinOneLanguageAsAmongMany(boolean one) throws Exception {
    Truth truth = cl100k();
    List<List<String>> ofLanguage =
        calls(
            RealChunks.ALL.stream()
                .filter(chunk -> chunk.language().equals("java") == one)
                .map(RealChunk::text)
                .toList());
    EstimatedTokenCount estimate = new EstimatedTokenCount();
    ofLanguage.forEach(call -> estimate.learn(call, truth.of(call)));

    List<String> all = ofLanguage.stream().flatMap(List::stream).toList();
    // Wider than above: few chunks of many languages, whose mixture changes with this project.
    assertThat((double) sum(estimate, all) / truth.of(all)).isBetween(1.0, 1.15);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u4e2d\u6587\u4ee3\u7801\u641c\u7d22",
        "\u30bd\u30fc\u30b9\u30b3\u30fc\u30c9\u3092\u691c\u7d22",
        "\uc18c\uc2a4 \ucf54\ub4dc \uac80\uc0c9",
        "\u043f\u043e\u0438\u0441\u043a \u043f\u043e \u043a\u043e\u0434\u0443",
        "0x3f2a, 0xdeadbeef, 123456789012345678901234567890"
      })
  void textLikeNoProseIsNotUnderestimatedAtFirst(String text) throws Exception {
    String longer = text.repeat(20);

    assertThat(new EstimatedTokenCount().of(longer))
        .isGreaterThanOrEqualTo(cl100k().tokens().applyAsInt(longer));
  }

  @Test
  void answerThatCannotBeRightTeachesNothing() {
    EstimatedTokenCount estimate = new EstimatedTokenCount();
    List<String> call = calls.get(0);
    long before = sum(estimate, call);

    estimate.learn(call, 0);
    estimate.learn(call, 1);
    estimate.learn(call, 100 * before);
    estimate.learn(List.of("a"), 1);
    estimate.learn(List.of(), 5);

    assertThat(sum(estimate, call)).isEqualTo(before);
  }

  @Test
  void countFollowsAChangeOfTheTexts() {
    EstimatedTokenCount estimate = new EstimatedTokenCount();
    List<String> call = calls.get(0);
    long pieces = sum(new EstimatedTokenCount(), call);
    for (int i = 0; i < 200; i++) {
      estimate.learn(call, pieces / 2);
    }
    for (int i = 0; i < 70; i++) {
      estimate.learn(call, pieces / 3);
    }

    assertThat(sum(estimate, call)).isBetween(pieces / 3, pieces * 2 / 5);
  }

  @Test
  void manyThreadsMayCountAndLearn() throws Exception {
    EstimatedTokenCount estimate = new EstimatedTokenCount();
    Truth truth = cl100k();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (List<String> call : calls) {
      threads.execute(() -> estimate.learn(call, truth.of(call)));
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

    assertThat((double) sum(estimate, calls.get(0)) / truth.of(calls.get(0))).isBetween(0.9, 1.25);
  }

  @Test
  void emptyTextIsCounted() {
    assertThat(new EstimatedTokenCount().of("")).isPositive();
  }

  private static List<List<String>> calls(List<String> texts) {
    List<List<String>> calls = new ArrayList<>();
    for (int i = 0; i + TEXTS_A_CALL <= texts.size(); i += TEXTS_A_CALL) {
      calls.add(texts.subList(i, i + TEXTS_A_CALL));
    }
    return calls;
  }

  private static long sum(TokenCount count, List<String> texts) {
    return texts.stream().mapToLong(count::of).sum();
  }
}
