package io.codestrata.embed.voyage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.embed.BatchLimits;
import io.codestrata.embed.EmbeddedBatch;
import io.codestrata.embed.EmbeddingException;
import io.codestrata.embed.EmbeddingModel;
import io.codestrata.embed.RemoteEmbedder;
import io.codestrata.embed.TokenCount;
import io.codestrata.embed.http.EmbeddingsAnswer;
import io.codestrata.embed.http.EmbeddingsEndpoint;
import io.codestrata.embed.http.EndpointSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Voyage AI's embeddings endpoint, to its <a
 * href="https://docs.voyageai.com/reference/embeddings-api">API reference</a>: truncation off, so
 * that a text too long is refused and never silently cut; vectors as base64, matched by index; the
 * tokens that it bills required.
 */
public final class VoyageEmbedder implements RemoteEmbedder {
  private static final Set<Integer> DIMENSIONS = Set.of(256, 512, 1_024, 2_048);

  /** The API names no limit of bytes; this is above what its tokens come to. */
  private static final int BYTES_A_TOKEN = 8;

  private final VoyageSettings settings;
  private final TokenCount tokens;
  private final EmbeddingsEndpoint endpoint;

  /**
   * @param tokens counts texts before they are sent, and learns from each answer
   * @param clock reads a {@code Retry-After} that is a date
   * @throws EmbeddingException {@code FATAL} where a setting is none that Voyage knows
   */
  public VoyageEmbedder(VoyageSettings settings, TokenCount tokens, InstantSource clock)
      throws EmbeddingException {
    if (!DIMENSIONS.contains(settings.dimension())) {
      throw VoyageErrors.dimension(settings.dimension());
    }
    if (settings.maxTexts() < 1 || settings.maxTexts() > VoyageModels.MAX_TEXTS) {
      throw VoyageErrors.maxTexts(settings.maxTexts());
    }
    if (settings.apiKey().isBlank()) {
      throw VoyageErrors.noKey();
    }
    this.settings = settings;
    this.tokens = tokens;
    this.endpoint =
        new EmbeddingsEndpoint(
            new EndpointSettings(
                "Voyage",
                settings.baseUrl(),
                settings.apiKey(),
                settings.timeout(),
                "set VOYAGE_API_KEY to a valid one, and embed.base-url to the host it belongs to"),
            clock);
  }

  @Override
  public EmbeddingModel model() {
    return new EmbeddingModel(
        "voyage",
        settings.model(),
        settings.dimension(),
        settings.type().wireName(),
        settings.usdPerMillionTokens());
  }

  @Override
  public BatchLimits limits() {
    long maxTokens = VoyageModels.maxTokens(settings.model());
    return new BatchLimits(
        settings.maxTexts(),
        maxTokens,
        maxTokens * BYTES_A_TOKEN,
        VoyageModels.contextTokens(settings.model()));
  }

  @Override
  public int countTokens(String text) {
    return tokens.of(text);
  }

  @Override
  public EmbeddedBatch embedDocuments(List<String> texts, Runnable sent) throws EmbeddingException {
    EmbeddedBatch batch = embed(texts, "document", sent);
    tokens.learn(texts, batch.tokens());
    return batch;
  }

  @Override
  public float[] embedQuery(String query, Runnable sent) throws EmbeddingException {
    return embed(List.of(query), "query", sent).vectors().get(0);
  }

  /** The connections are the JVM's, and close when idle. */
  @Override
  public void close() {}

  private EmbeddedBatch embed(List<String> texts, String inputType, Runnable sent)
      throws EmbeddingException {
    EmbeddingsAnswer answer;
    try {
      answer =
          endpoint.post(
              body(texts, inputType),
              settings.model(),
              texts.size(),
              settings.type(),
              settings.dimension(),
              sent);
    } catch (EmbeddingException e) {
      throw withLength(e, texts);
    }
    long billed = answer.tokens().orElseThrow(endpoint::noUsage);
    return new EmbeddedBatch(answer.vectors(), billed);
  }

  private String body(List<String> texts, String inputType) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", settings.model())
            .put("input_type", inputType)
            .put("truncation", false)
            .put("output_dimension", settings.dimension())
            .put("output_dtype", settings.type().wireName())
            .put("encoding_format", "base64");
    texts.forEach(body.putArray("input")::add);
    return body.toString();
  }

  /** A refusal of one text says whether it is longer than the model reads. */
  private EmbeddingException withLength(EmbeddingException refusal, List<String> texts) {
    int context = limits().maxTextTokens();
    return refusal.kind() == EmbeddingException.Kind.INPUT
            && texts.size() == 1
            && countTokens(texts.get(0)) > context
        ? VoyageErrors.tooLong(refusal, countTokens(texts.get(0)), context)
        : refusal;
  }
}
