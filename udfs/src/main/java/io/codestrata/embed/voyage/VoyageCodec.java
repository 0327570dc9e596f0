package io.codestrata.embed.voyage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.embed.EmbeddedBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/** What goes over the wire, both ways. An answer that breaks the protocol is an I/O failure. */
final class VoyageCodec {
  private static final int LONGEST_DETAIL = 200;

  private final VoyageSettings settings;
  private final ObjectMapper json = new ObjectMapper();

  VoyageCodec(VoyageSettings settings) {
    this.settings = settings;
  }

  String body(List<String> texts, String inputType) {
    ObjectNode body =
        json.createObjectNode()
            .put("model", settings.model())
            .put("input_type", inputType)
            .put("truncation", false)
            .put("output_dimension", settings.dimension())
            .put("output_dtype", "float")
            .put("encoding_format", "base64");
    texts.forEach(body.putArray("input")::add);
    return body.toString();
  }

  /** The first line of what a refusal says, without the key. */
  String detail(String answer) {
    try {
      String detail =
          json.readTree(answer)
              .path("detail")
              .asText()
              .replace(settings.apiKey(), "(key)")
              .lines()
              .findFirst()
              .orElse("no detail");
      return detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
    } catch (JsonProcessingException e) {
      return "no detail";
    }
  }

  /** The parser's own message quotes what it read, which may be the key sent back. */
  private JsonNode parsed(String answer) throws IOException {
    try {
      return json.readTree(answer);
    } catch (JsonProcessingException e) {
      throw new IOException("it sent no JSON, or a part of it");
    }
  }

  EmbeddedBatch decode(String answer, int texts) throws IOException {
    JsonNode root = parsed(answer);
    JsonNode data = root.path("data");
    if (data.size() != texts) {
      throw new IOException("it sent " + data.size() + " embeddings for " + texts + " texts");
    }
    float[][] vectors = new float[texts][];
    for (JsonNode item : data) {
      int index = item.path("index").asInt(-1);
      if (index < 0 || index >= texts || vectors[index] != null) {
        throw new IOException("it sent a wrong index " + index);
      }
      vectors[index] = vector(item.path("embedding"));
    }
    return new EmbeddedBatch(List.of(vectors), root.path("usage").path("total_tokens").asLong());
  }

  private float[] vector(JsonNode embedding) throws IOException {
    float[] vector = new float[settings.dimension()];
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(embedding.asText()))
              .order(ByteOrder.LITTLE_ENDIAN);
      if (bytes.remaining() != vector.length * Float.BYTES) {
        throw new IOException("it sent a vector of another dimension");
      }
      bytes.asFloatBuffer().get(vector);
    } catch (IllegalArgumentException e) {
      throw new IOException("it sent a vector that is not base64");
    }
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        throw new IOException("it sent a vector that is not finite");
      }
    }
    return vector;
  }
}
