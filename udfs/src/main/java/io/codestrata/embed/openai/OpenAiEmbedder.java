package io.codestrata.embed.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.embed.BatchLimits;
import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingModel;
import io.codestrata.embed.RemoteEmbedder;
import io.codestrata.embed.TokenCount;
import io.codestrata.embed.TokenizerTokenCount;
import io.codestrata.embed.http.EmbeddingsAnswer;
import io.codestrata.embed.http.EmbeddingsEndpoint;
import io.codestrata.embed.http.EndpointSettings;
import io.codestrata.embed.http.VectorType;
import io.codestrata.vector.Quantizer;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Any server that speaks OpenAI's <a
 * href="https://platform.openai.com/docs/api-reference/embeddings/create">embeddings endpoint</a>:
 * Text Embeddings Inference, vLLM, Ollama, LM Studio, llama.cpp. Vectors are brought to unit
 * length, which not every server does.
 *
 * <p>Most such servers cut a text longer than the model's context without a word. With the model's
 * tokenizer at hand such a text is refused before it is sent; without, chunks must be kept well
 * below the context.
 */
public final class OpenAiEmbedder implements RemoteEmbedder {
  private final OpenAiSettings settings;
  private final TokenCount tokens;
  private final EmbeddingsEndpoint endpoint;
  private final AtomicInteger dimension;

  /**
   * @param tokens counts texts before they are sent, and learns from each answer
   * @param clock reads a {@code Retry-After} that is a date
   * @throws EmbeddingException {@code FATAL} where a setting cannot be right
   */
  public OpenAiEmbedder(OpenAiSettings settings, TokenCount tokens, InstantSource clock)
      throws EmbeddingException {
    if (settings.model().isBlank()) {
      throw OpenAiErrors.noModel();
    }
    this.settings = settings;
    this.tokens = tokens;
    this.dimension = new AtomicInteger(settings.dimension());
    this.endpoint =
        new EmbeddingsEndpoint(
            new EndpointSettings(
                "the embeddings server",
                settings.baseUrl(),
                settings.apiKey(),
                settings.timeout(),
                "set embed.api-key to the server's"),
            clock);
  }

  /** Its dimension is 0 until an answer came, where none was set: embed a query first. */
  @Override
  public EmbeddingModel model() {
    return new EmbeddingModel(
        "openai",
        settings.model(),
        dimension.get(),
        VectorType.FLOAT.wireName(),
        settings.usdPerMillionTokens());
  }

  @Override
  public BatchLimits limits() {
    return settings.limits();
  }

  @Override
  public int countTokens(String text) {
    return tokens.of(settings.documentPrefix() + text);
  }

  @Override
  public EmbeddedBatch embedDocuments(List<String> texts, Runnable sent) throws EmbeddingException {
    List<String> prefixed = texts.stream().map(settings.documentPrefix()::concat).toList();
    refuseTooLong(prefixed);
    EmbeddingsAnswer answer = embed(prefixed, sent);
    answer.tokens().ifPresent(billed -> tokens.learn(prefixed, billed));
    return new EmbeddedBatch(
        answer.vectors().stream().map(Quantizer::unit).toList(),
        answer.tokens().orElseGet(() -> prefixed.stream().mapToLong(tokens::of).sum()));
  }

  @Override
  public float[] embedQuery(String query, Runnable sent) throws EmbeddingException {
    List<String> prefixed = List.of(settings.queryPrefix() + query);
    refuseTooLong(prefixed);
    return Quantizer.unit(embed(prefixed, sent).vectors().get(0));
  }

  /** The connections are the JVM's, and close when idle. */
  @Override
  public void close() {}

  private EmbeddingsAnswer embed(List<String> texts, Runnable sent) throws EmbeddingException {
    EmbeddingsAnswer answer =
        endpoint.post(
            body(texts), settings.model(), texts.size(), VectorType.FLOAT, dimension.get(), sent);
    dimension.compareAndSet(0, answer.vectors().get(0).length);
    return answer;
  }

  private void refuseTooLong(List<String> texts) throws EmbeddingException {
    if (!(tokens instanceof TokenizerTokenCount)) {
      return;
    }
    for (String text : texts) {
      int count = tokens.of(text);
      if (count > limits().maxTextTokens()) {
        throw OpenAiErrors.tooLong(count, limits().maxTextTokens());
      }
    }
  }

  private String body(List<String> texts) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", settings.model())
            .put("encoding_format", settings.base64() ? "base64" : "float");
    if (settings.requestDimension() && settings.dimension() > 0) {
      body.put("dimensions", settings.dimension());
    }
    texts.forEach(body.putArray("input")::add);
    return body.toString();
  }
}
