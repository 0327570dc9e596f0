package io.codestrata.voyagesim;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Reads a body as Voyage's reference describes it (docs.voyageai.com/reference/embeddings-api) and
 * refuses with 400 what it does not allow, unknown fields included. The wording of details that are
 * public in clients' issues is Voyage's. {@code output_dtype} may be null, as its own Python client
 * sends it.
 */
final class RequestReader {
  private static final Set<String> FIELDS =
      Set.of(
          "input",
          "model",
          "input_type",
          "truncation",
          "output_dimension",
          "output_dtype",
          "encoding_format");

  private final JsonMapper json =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * A body's request.
   *
   * @throws Refusal with 400 where the body is not what the reference allows
   */
  EmbeddingsRequest read(byte[] body) throws Refusal {
    JsonNode root = tree(body);
    for (Iterator<String> names = root.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw new Refusal(400, "Argument '" + name + "' is not supported");
      }
    }
    SimModel model = model(root.path("model"));
    boolean truncation = truncation(root);
    String inputType = choice(root, "input_type", "", Set.of("query", "document"));
    OutputType type =
        OutputType.named(choice(root, "output_dtype", "float", typeNames())).orElseThrow();
    boolean base64 = !choice(root, "encoding_format", "", Set.of("base64")).isEmpty();
    int dimension = dimension(root.path("output_dimension"));
    List<String> texts = texts(root.path("input"));
    long tokens = 0;
    for (int i = 0; i < texts.size(); i++) {
      int count = TokenCount.of(texts.get(i));
      if (count > SimModel.CONTEXT_TOKENS) {
        texts.set(i, fitted(texts.get(i), i, model, truncation));
        count = SimModel.CONTEXT_TOKENS;
      }
      tokens += count;
    }
    List<byte[]> hashes = texts.stream().map(TextHash::of).toList();
    return new EmbeddingsRequest(model, inputType, texts, hashes, tokens, dimension, type, base64);
  }

  private JsonNode tree(byte[] body) throws Refusal {
    try {
      JsonNode root = json.readTree(body);
      if (root.isObject()) {
        return root;
      }
    } catch (IOException e) {
      // Told below: what the parser says may quote the texts.
    }
    throw new Refusal(400, "The request body is not a valid JSON object.");
  }

  private static SimModel model(JsonNode name) throws Refusal {
    if (!name.isTextual()) {
      throw new Refusal(400, "The argument 'model' must be a string.");
    }
    return SimModel.named(name.asText())
        .orElseThrow(
            () ->
                new Refusal(
                    400,
                    "Model "
                        + name.asText()
                        + " is not supported. Supported models are "
                        + List.of(SimModel.values()).stream().map(SimModel::wireName).toList()));
  }

  private static boolean truncation(JsonNode root) throws Refusal {
    JsonNode truncation = root.path("truncation");
    if (!truncation.isMissingNode() && !truncation.isBoolean()) {
      throw new Refusal(400, "The argument 'truncation' must be a boolean.");
    }
    return truncation.asBoolean(true);
  }

  private static Set<String> typeNames() {
    return Set.of("float", "int8", "uint8", "binary", "ubinary");
  }

  private static String choice(JsonNode root, String field, String absent, Set<String> choices)
      throws Refusal {
    JsonNode value = root.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return absent;
    }
    if (!value.isTextual() || !choices.contains(value.asText())) {
      throw new Refusal(400, "The argument '" + field + "' must be null or one of " + choices);
    }
    return value.asText();
  }

  private static int dimension(JsonNode value) throws Refusal {
    if (value.isMissingNode() || value.isNull()) {
      return SimModel.DEFAULT_DIMENSION;
    }
    if (!value.isInt() || !SimModel.DIMENSIONS.contains(value.asInt())) {
      throw new Refusal(
          400, "The argument 'output_dimension' must be one of " + SimModel.DIMENSIONS);
    }
    return value.asInt();
  }

  private static List<String> texts(JsonNode input) throws Refusal {
    List<String> texts = new ArrayList<>();
    if (input.isTextual()) {
      texts.add(input.asText());
    } else if (input.isArray()) {
      for (JsonNode text : input) {
        texts.add(text.isTextual() ? text.asText() : null);
      }
    } else {
      texts.add(null);
    }
    if (texts.contains(null)) {
      throw new Refusal(400, "The argument 'input' must be a string or a list of strings.");
    }
    if (texts.isEmpty() || texts.contains("")) {
      throw new Refusal(400, "Input cannot contain empty strings or empty lists");
    }
    if (texts.size() > SimModel.MAX_TEXTS) {
      throw new Refusal(
          400,
          "The batch size limit is %d. Your batch size is %d."
              .formatted(SimModel.MAX_TEXTS, texts.size()));
    }
    return texts;
  }

  private static String fitted(String text, int index, SimModel model, boolean truncation)
      throws Refusal {
    if (truncation) {
      return TokenCount.head(text, SimModel.CONTEXT_TOKENS);
    }
    throw new Refusal(
        400,
        ("Request to model '%s' failed. The example at index %d in your batch has too many tokens"
                + " and does not fit into the model's context window of %d tokens.")
            .formatted(model.wireName(), index, SimModel.CONTEXT_TOKENS));
  }
}
