package io.codestrata.embed;

import static io.codestrata.embed.EmbeddingServer.TOKENS;
import static io.codestrata.embed.EmbeddingServer.embedding;
import static io.codestrata.embed.EmbeddingServer.embeddings;
import static io.codestrata.embed.EmbeddingServer.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codestrata.embed.EmbeddingException.Kind;
import io.codestrata.embed.Permits.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries over a real adapter and a real wire; the clock never runs. */
class RetryingEmbedderTest {
  private static final String SOUND = embeddings(embedding(0, vector(1)));
  private static final List<String> TEXTS = List.of("total += price * count;");
  private static final RetrySettings SETTINGS =
      new RetrySettings(2, 4, seconds(2), seconds(10), Duration.ofMinutes(5));

  private final List<Duration> sleeps = new ArrayList<>();
  private final PermitLedger permits = new PermitLedger();
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
  void permitIsAskedForWhatIsSentAndToldWhatWasBilled() throws EmbeddingException {
    server.answer(200, SOUND);

    Embedder embedder = embedder();
    long tokens = embedder.countTokens(TEXTS.get(0));

    assertThat(embedder.embedDocuments(TEXTS).vectors()).containsExactly(vector(1));

    assertThat(permits.asked).containsExactly(tokens);
    assertThat(permits.told)
        .containsExactly(new PermitLedger.Told(1, Outcome.ANSWERED, TOKENS, Duration.ZERO));
    assertThat(sleeps).isEmpty();
  }

  @Test
  void permitsWaitIsSleptBeforeEachTry() throws EmbeddingException {
    permits.wait = TimeUnit.MINUTES.toNanos(1);
    server.answer(500, "");
    server.answer(200, SOUND);

    embedder().embedDocuments(TEXTS);

    assertThat(sleeps).containsExactly(seconds(60), seconds(1), seconds(60));
  }

  @ParameterizedTest
  @CsvSource({"500, FAILED", "502, FAILED", "503, FAILED", "529, FAILED", "429, LIMITED"})
  void passingFaultIsRetriedUnderAPermitOfItsOwn(int code, Outcome outcome)
      throws EmbeddingException {
    server.answer(code, "");
    server.answer(200, SOUND);

    embedder().embedDocuments(TEXTS);

    assertThat(permits.outcomes()).containsExactly(outcome, Outcome.ANSWERED);
    assertThat(permits.told)
        .extracting(PermitLedger.Told::billed)
        .containsExactly(0L, (long) TOKENS);
    assertThat(permits.told).extracting(PermitLedger.Told::id).containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404})
  void refusalIsNotRetried(int code) {
    server.answer(code, "");

    EmbeddingException failure = failure(embedder());

    assertThat(failure.kind()).isIn(Kind.INPUT, Kind.FATAL);
    assertThat(permits.outcomes()).containsExactly(Outcome.REFUSED);
    assertThat(sleeps).isEmpty();
  }

  @Test
  void brokenAnswerIsToldAsMaybeBilled() throws EmbeddingException {
    server.answer(200, "<html>");
    server.answer(200, SOUND);

    embedder().embedDocuments(TEXTS);

    assertThat(permits.told.get(0).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(permits.told.get(0).billed()).isEqualTo(permits.asked.get(0)).isPositive();
  }

  @Test
  void queryIsRetriedToo() throws EmbeddingException {
    server.answer(503, "");
    server.answer(200, SOUND);

    assertThat(embedder().embedQuery("where")).containsExactly(vector(1));
  }

  @Test
  void faultThatStaysIsGivenUpWithItsKindAndNumberOfTries() {
    always(500);

    EmbeddingException failure = failure(embedder());

    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(failure)
        .hasMessageContaining("answered 500")
        .hasMessageContaining("after 3 tries: run again later");
    assertThat(permits.told).hasSize(SETTINGS.serviceRetries() + 1);
    assertThat(sleeps).hasSize(SETTINGS.serviceRetries());
  }

  @Test
  void limitIsRetriedLonger() {
    always(429);

    assertThat(failure(embedder()).kind()).isEqualTo(Kind.LIMIT);
    assertThat(permits.told).hasSize(SETTINGS.limitRetries() + 1);
  }

  @Test
  void failureRemembersThatAnEarlierTryMayBeBilled() {
    server.answer(200, "<html>");
    always(500);

    assertThat(failure(embedder()).maybeBilled()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.5, 1000", "0.999999, 1999"})
  void jitterIsFull(double random, long millis) throws EmbeddingException {
    server.answer(500, "");
    server.answer(200, SOUND);

    embedder(SETTINGS, random, sleeps::add).embedDocuments(TEXTS);

    assertThat(sleeps.stream().mapToLong(Duration::toMillis).sum()).isEqualTo(millis);
  }

  @Test
  void waitsDoubleUpToTheLongest() {
    always(429);

    failure(embedder(SETTINGS, 1, sleeps::add));

    assertThat(sleeps).containsExactly(seconds(2), seconds(4), seconds(8), seconds(10));
  }

  @Test
  void waitIsNoShorterThanTheServiceAsksFor() throws EmbeddingException {
    server.answer(429, "Retry-After", "17");
    server.answer(200, SOUND);

    embedder().embedDocuments(TEXTS);

    assertThat(sleeps).containsExactly(seconds(17));
    assertThat(permits.told.get(0).retryAfter()).isEqualTo(seconds(17));
  }

  @Test
  void waitBeyondTheTotalIsNotBegun() {
    server.answer(429, "Retry-After", "301");

    assertThat(failure(embedder()).retryAfter()).isEqualTo(seconds(301));
    assertThat(sleeps).isEmpty();
  }

  @Test
  void waitsTogetherStayWithinTheTotal() {
    for (int i = 0; i < 5; i++) {
      server.answer(429, "Retry-After", "120");
    }

    failure(embedder());

    assertThat(sleeps).containsExactly(seconds(120), seconds(120));
  }

  @Test
  void refusalOfAPermitEndsTheCallAsItIs() {
    permits.most = 1;
    always(500);

    assertThat(failure(embedder())).hasMessage("the circuit is open");
    assertThat(permits.told).hasSize(1);
  }

  @Test
  void interruptWhileWaitingForThePermitGivesItBackUnused() {
    permits.wait = 1;
    Embedder embedder =
        embedder(
            SETTINGS,
            0.5,
            duration -> {
              throw new InterruptedException();
            });

    EmbeddingException failure = failure(embedder);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(failure.maybeBilled()).isFalse();
    assertThat(server.http.getRequestCount()).isZero();
    assertThat(permits.told)
        .containsExactly(new PermitLedger.Told(1, Outcome.UNUSED, 0, Duration.ZERO));
  }

  @Test
  void permitIsAskedForUntilItsTimeHasComeAndToldWhenTheRequestIsOut() throws EmbeddingException {
    permits.wait = 10;
    server.answer(503, "");
    server.answer(200, SOUND);

    embedder().embedDocuments(TEXTS);

    assertThat(sleeps).contains(Duration.ofNanos(10));
    assertThat(permits.sent).containsExactly(1L, 2L);
    assertThat(permits.outcomes()).containsExactly(Outcome.FAILED, Outcome.ANSWERED);
  }

  @Test
  void requestThatIsOutIsToldBeforeItsAnswer() throws Exception {
    server.stall();
    Embedder embedder = embedder();
    Thread caller = new Thread(() -> failure(embedder));
    caller.start();
    server.take();

    assertThat(permits.sent.poll(5, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(permits.told).isEmpty();
    caller.interrupt();
    caller.join();
  }

  @Test
  void threadInterruptedBeforeTheCallSendsNothing() {
    Embedder embedder = embedder();
    Thread.currentThread().interrupt();

    assertThat(failure(embedder).kind()).isEqualTo(Kind.SERVICE);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(server.http.getRequestCount()).isZero();
    assertThat(permits.asked).hasSameSizeAs(permits.told);
  }

  @Test
  void interruptOfACallIsToldOnceAndNotRetried() throws Exception {
    server.stall();
    Embedder embedder = embedder();
    CompletableFuture<EmbeddingException> failed = new CompletableFuture<>();
    Thread caller = new Thread(() -> failed.complete(failure(embedder)));
    caller.start();
    server.take();

    caller.interrupt();

    assertThat(failed.get(2, TimeUnit.SECONDS).maybeBilled()).isTrue();
    assertThat(permits.outcomes()).containsExactly(Outcome.FAILED);
    assertThat(permits.told.get(0).billed()).isEqualTo(permits.asked.get(0));
    assertThat(sleeps).isEmpty();
  }

  @Test
  void callThatDiesOfSomethingElseIsStillToldOnce() {
    permits.wait = 1;
    Embedder embedder =
        embedder(
            SETTINGS,
            0.5,
            duration -> {
              throw new IllegalStateException("broken clock");
            });

    assertThatThrownBy(() -> embedder.embedDocuments(TEXTS)).hasMessage("broken clock");

    assertThat(permits.outcomes()).containsExactly(Outcome.UNUSED);
  }

  private void always(int code) {
    for (int i = 0; i < 10; i++) {
      server.answer(code, "");
    }
  }

  private Embedder embedder() {
    return embedder(SETTINGS, 0.5, sleeps::add);
  }

  private Embedder embedder(RetrySettings settings, double random, Sleeper sleeper) {
    try {
      return new RetryingEmbedder(
          EmbeddingServer.embedder(server.voyage()), permits, settings, sleeper, () -> random);
    } catch (EmbeddingException e) {
      throw new AssertionError(e);
    }
  }

  private static EmbeddingException failure(Embedder embedder) {
    return catchThrowableOfType(EmbeddingException.class, () -> embedder.embedDocuments(TEXTS));
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
