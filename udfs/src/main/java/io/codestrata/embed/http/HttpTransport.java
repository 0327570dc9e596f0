package io.codestrata.embed.http;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;

/**
 * Posts JSON, each request once. All of a JVM share one client, so that tasks that come and go keep
 * its connections; it closes those left idle. Calls run on the client's threads, for a thread that
 * reads a socket hears no interrupt.
 */
final class HttpTransport {
  private static final MediaType JSON = MediaType.get("application/json");

  /** Far more than the calls that executors keep in flight; OkHttp's own limit is 5 a host. */
  private static final int MOST_CALLS = 512;

  private static final int IDLE_CONNECTIONS = 64;
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** 1,000 texts of 2,048 numbers in decimal are 25 MiB. */
  private static final long LARGEST_ANSWER = 64L << 20;

  private static final OkHttpClient SHARED = shared();

  private final OkHttpClient client;

  /** The whole answer. */
  record Answer(int status, Headers headers, byte[] body) {}

  HttpTransport(Duration timeout) {
    client =
        SHARED
            .newBuilder()
            .callTimeout(timeout)
            // Only the whole call has a bound: two that end at once make two messages of one fault.
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .build();
  }

  /**
   * @param apiKey empty for none
   * @param sent run once the whole request went out
   * @throws IOException where no answer came
   * @throws InterruptedException at once when interrupted; the call is cut off
   */
  Answer post(HttpUrl url, String apiKey, byte[] body, Runnable sent)
      throws IOException, InterruptedException {
    Request.Builder request = new Request.Builder().url(url).post(new Body(body, sent));
    if (!apiKey.isEmpty()) {
      request.header("Authorization", "Bearer " + apiKey);
    }
    Call call = client.newCall(request.build());
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    call.enqueue(new Completion(answer));
    try {
      return answer.get();
    } catch (InterruptedException e) {
      call.cancel();
      throw e;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new IOException(
          cause instanceof IOException ? cause.getMessage() : cause.toString(), cause);
    }
  }

  private static OkHttpClient shared() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "embedding call");
              thread.setDaemon(true);
              return thread;
            });
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(MOST_CALLS);
    dispatcher.setMaxRequestsPerHost(MOST_CALLS);
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, IDLE.toSeconds(), TimeUnit.SECONDS))
        // Whatever the client sends again by itself has no permit.
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .addNetworkInterceptor(HttpTransport::withoutImmediateRetry)
        .build();
  }

  /**
   * The client repeats a 503 at once where it reads {@code Retry-After: 0}; none means the same.
   */
  private static Response withoutImmediateRetry(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    return response.code() == 503 && response.header("Retry-After", "").strip().matches("0+")
        ? response.newBuilder().removeHeader("Retry-After").build()
        : response;
  }

  private static final class Body extends RequestBody {
    private final byte[] bytes;
    private final Runnable sent;

    Body(byte[] bytes, Runnable sent) {
      this.bytes = bytes;
      this.sent = sent;
    }

    @Override
    public MediaType contentType() {
      return JSON;
    }

    @Override
    public long contentLength() {
      return bytes.length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(bytes);
      sink.flush();
      sent.run();
    }
  }

  private static final class Completion implements Callback {
    private final CompletableFuture<Answer> answer;

    Completion(CompletableFuture<Answer> answer) {
      this.answer = answer;
    }

    @Override
    public void onFailure(Call call, IOException e) {
      answer.completeExceptionally(e);
    }

    @Override
    public void onResponse(Call call, Response response) {
      try (response) {
        BufferedSource source = response.body().source();
        if (source.request(LARGEST_ANSWER + 1)) {
          throw new IOException("the answer is larger than " + LARGEST_ANSWER + " bytes");
        }
        answer.complete(new Answer(response.code(), response.headers(), source.readByteArray()));
      } catch (IOException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }
  }
}
