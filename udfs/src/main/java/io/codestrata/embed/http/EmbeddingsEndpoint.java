package io.codestrata.embed.http;

import io.codestrata.embed.EmbeddingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.HttpUrl;

/**
 * The {@code POST /embeddings} of a service: sends a request once, and says in one type what became
 * of it. Thread-safe.
 */
public final class EmbeddingsEndpoint {
  private final EndpointSettings settings;
  private final InstantSource clock;
  private final HttpUrl url;
  private final HttpErrors errors;
  private final HttpTransport transport;

  /**
   * @param clock reads a {@code Retry-After} that is a date
   * @throws EmbeddingException {@code FATAL} where the address or the key cannot be one
   */
  public EmbeddingsEndpoint(EndpointSettings settings, InstantSource clock)
      throws EmbeddingException {
    this.settings = settings;
    this.clock = clock;
    HttpUrl parsed = HttpUrl.parse(settings.baseUrl() + "/embeddings");
    if (parsed == null) {
      throw new HttpErrors(settings, settings.baseUrl()).noAddress();
    }
    this.url = parsed;
    this.errors = new HttpErrors(settings, shown(parsed));
    if (!settings.apiKey().chars().allMatch(c -> c > ' ' && c < 127)) {
      throw errors.unusableKey();
    }
    this.transport = new HttpTransport(settings.timeout());
  }

  /** An address may hold a password, or a token among its parameters. */
  private static String shown(HttpUrl url) {
    return url.newBuilder().username("").password("").query(null).fragment(null).build().toString();
  }

  /**
   * Sends one request, once.
   *
   * @param json the body
   * @param model as sent, to tell a refusal of it from one of the texts
   * @param texts how many vectors must come
   * @param dimension of each, 0 where it is not known
   * @param sent run once the whole request has been written
   * @throws EmbeddingException for everything but a sound answer; when interrupted, with the
   *     thread's interrupt set
   */
  public EmbeddingsAnswer post(
      String json, String model, int texts, VectorType type, int dimension, Runnable sent)
      throws EmbeddingException {
    AtomicBoolean wasSent = new AtomicBoolean();
    HttpTransport.Answer answer;
    try {
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      Runnable written =
          () -> {
            wasSent.set(true);
            sent.run();
          };
      answer = transport.post(url, settings.apiKey(), body, written);
    } catch (IOException e) {
      throw errors.noAnswer(e, wasSent.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw errors.interrupted(e, wasSent.get());
    }
    if (answer.status() < 200 || answer.status() > 299) {
      throw refusal(answer, model);
    }
    try {
      return AnswerReader.read(answer.body(), texts, type, dimension);
    } catch (BrokenAnswer e) {
      throw errors.broken(e, texts);
    }
  }

  /** The failure of a service that bills by the token and did not say how many. */
  public EmbeddingException noUsage() {
    return errors.noUsage();
  }

  /**
   * Voyage's codes (docs.voyageai.com/docs/error-codes: 400, 401, 403, 429, 500, 502, 503, 504),
   * those of TEI (router/src/http/server.rs: 413 a text too long or too many of them, 422 the
   * tokenizer, 424 the model, 429 overloaded), and what proxies add (402, 408, 529).
   */
  private EmbeddingException refusal(HttpTransport.Answer answer, String model) {
    int status = answer.status();
    String detail = Refusal.text(answer.body(), settings.apiKey());
    if (status >= 500 || status == 408 || status == 424 || status == 425) {
      // A gateway that gave up waiting (504) does not know what the service behind it did.
      return errors.failed(status, detail, retryAfter(answer), status == 504);
    }
    return switch (status) {
      case 401, 403 -> errors.refusedKey(status);
      case 402 -> errors.unpaid(detail);
      case 404, 405, 410 -> errors.nothingThere(status, detail);
      case 429 -> errors.limited(detail, retryAfter(answer));
      default -> {
        if (status < 400) {
          yield errors.nothingThere(status, detail);
        }
        yield isOfModel(detail, model)
            ? errors.unknownModel(status, detail)
            : errors.refusedInput(status, detail);
      }
    };
  }

  private static boolean isOfModel(String detail, String model) {
    String said = detail.toLowerCase(Locale.ROOT);
    return said.contains("model")
        && said.contains(model.toLowerCase(Locale.ROOT))
        && (said.contains("not supported")
            || said.contains("not found")
            || said.contains("does not exist"));
  }

  private Duration retryAfter(HttpTransport.Answer answer) {
    String value = answer.headers().get("Retry-After");
    String date = answer.headers().get("Date");
    return value == null ? Duration.ZERO : RetryAfter.read(value, date == null ? "" : date, clock);
  }
}
