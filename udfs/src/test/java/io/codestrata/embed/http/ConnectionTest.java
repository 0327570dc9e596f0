package io.codestrata.embed.http;

import static io.codestrata.embed.EmbeddingServer.embedding;
import static io.codestrata.embed.EmbeddingServer.embeddings;
import static io.codestrata.embed.EmbeddingServer.vector;
import static io.codestrata.embed.http.Provider.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingException.Kind;
import io.codestrata.embed.EmbeddingServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can go wrong with a connection, with both protocols, and what it may have cost. */
class ConnectionTest {
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
  @EnumSource
  void connectionResetAfterTheRequestMayBeBilled(Provider provider) throws EmbeddingException {
    server.resetAfterRequest();

    EmbeddingException failure = failure(provider.embedder(server), "a");

    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(failure.maybeBilled()).isTrue();
    assertThat(server.http.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void connectionResetWithinTheRequestIsNotBilled(Provider provider) throws EmbeddingException {
    server.answer(new MockResponse.Builder().onRequestBody(new SocketEffect.CloseSocket()));
    String large = "x".repeat(20_000_000);

    EmbeddingException failure = failure(provider.embedder(server), large);

    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(failure.maybeBilled()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void answerCutInTheMiddleMayBeBilled(Provider provider) throws EmbeddingException {
    server.cutInTheMiddle(SOUND);

    EmbeddingException failure = failure(provider.embedder(server), "a");

    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(failure.maybeBilled()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void silentServiceIsGivenUpAtTheTimeOutAndMayBill(Provider provider) throws EmbeddingException {
    server.stall();

    EmbeddingException failure = failure(provider.impatient(server), "a");

    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(failure).hasMessageContaining("timeout").hasMessageContaining(server.url());
    assertThat(failure.maybeBilled()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void serviceThatCannotBeReachedBillsNothing(Provider provider) throws EmbeddingException {
    Embedder embedder = provider.embedder(server);
    server.close();

    EmbeddingException failure = failure(embedder, "a");

    assertThat(failure.kind()).isEqualTo(Kind.SERVICE);
    assertThat(failure).hasMessageStartingWith("cannot reach ");
    assertThat(failure.maybeBilled()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void answerWithoutEndIsCutOff(Provider provider) throws EmbeddingException {
    Buffer flood = new Buffer();
    flood.writeUtf8("{\"data\":[\"");
    flood.writeUtf8("x".repeat(65 << 20));
    server.answer(new MockResponse.Builder().body(flood));

    assertThat(failure(provider.embedder(server), "a")).hasMessageContaining("larger than");
  }

  @ParameterizedTest
  @EnumSource
  void interruptEndsTheCallAtOnceAndStaysSet(Provider provider) throws Exception {
    server.stall();
    Embedder embedder = provider.embedder(server);
    CompletableFuture<EmbeddingException> failed = new CompletableFuture<>();
    CompletableFuture<Boolean> stillSet = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              failed.complete(failure(embedder, "a"));
              stillSet.complete(Thread.currentThread().isInterrupted());
            });
    caller.start();
    server.take();

    caller.interrupt();

    assertThat(failed.get(2, TimeUnit.SECONDS).kind()).isEqualTo(Kind.SERVICE);
    assertThat(failed.join().maybeBilled()).isTrue();
    assertThat(stillSet.get(1, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void tensOfCallsAreInFlightAtOnce(Provider provider) throws Exception {
    int calls = 40;
    server.http.setDispatcher(new Together(calls));
    Embedder embedder = provider.embedder(server);
    List<CompletableFuture<float[]>> answers = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      CompletableFuture<float[]> answer = new CompletableFuture<>();
      new Thread(
              () -> {
                try {
                  answer.complete(embedder.embedQuery("q"));
                } catch (EmbeddingException e) {
                  answer.completeExceptionally(e);
                }
              })
          .start();
      answers.add(answer);
    }

    assertThat(answers)
        .allSatisfy(answer -> assertThat(answer.get(5, TimeUnit.SECONDS)).hasSize(256));
  }

  /** Answers none before all have asked. */
  private static final class Together extends Dispatcher {
    private final CountDownLatch all;

    Together(int calls) {
      all = new CountDownLatch(calls);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
      all.countDown();
      boolean met = all.await(4, TimeUnit.SECONDS);
      return new MockResponse.Builder().code(met ? 200 : 500).body(SOUND).build();
    }
  }
}
