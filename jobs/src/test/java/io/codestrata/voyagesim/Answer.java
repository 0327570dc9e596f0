package io.codestrata.voyagesim;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The body of an answer (docs.voyageai.com/reference/embeddings-api, response): {@code object},
 * {@code data} of {@code object}, {@code embedding} and {@code index}, {@code model} and {@code
 * usage.total_tokens}; with a fault in it, where one is asked for.
 */
final class Answer {
  private static final byte[] PAGE =
      "<html><head><title>Gateway</title></head><body>It works.</body></html>\n".getBytes(UTF_8);

  private final JsonFactory json =
      JsonFactory.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();
  private final VectorMaker vectors;

  Answer(VectorMaker vectors) {
    this.vectors = vectors;
  }

  /** The bytes that are sent; of {@link Fault.Kind#CUT}, those that would be. */
  byte[] body(EmbeddingsRequest request, Fault.Kind fault) throws IOException {
    if (fault == Fault.Kind.HTML) {
      return PAGE;
    }
    byte[] body = embeddings(request, fault);
    return switch (fault) {
      case TRUNCATED -> Arrays.copyOf(body, body.length / 2);
      case MALFORMED -> {
        body[new String(body, 0, Math.min(body.length, 64), UTF_8).indexOf(':')] = '=';
        yield body;
      }
      default -> body;
    };
  }

  private byte[] embeddings(EmbeddingsRequest request, Fault.Kind fault) throws IOException {
    int texts = request.texts().size();
    int sizeGuess = texts * (request.dimension() * 6 + 64) + 256;
    ByteArrayOutputStream out = new ByteArrayOutputStream(sizeGuess);
    try (JsonGenerator generator = json.createGenerator(out)) {
      generator.writeStartObject();
      generator.writeStringField("object", "list");
      generator.writeArrayFieldStart("data");
      for (int i = 0; i < (fault == Fault.Kind.COUNT ? texts - 1 : texts); i++) {
        int text = fault == Fault.Kind.REORDERED ? texts - 1 - i : i;
        writeItem(generator, request, text, fault);
      }
      if (fault == Fault.Kind.DUPLICATE) {
        writeItem(generator, request, 0, fault);
      }
      generator.writeEndArray();
      generator.writeStringField("model", request.model().wireName());
      generator.writeObjectFieldStart("usage");
      generator.writeNumberField("total_tokens", request.tokens());
      generator.writeEndObject();
      generator.writeEndObject();
    }
    return out.toByteArray();
  }

  private void writeItem(
      JsonGenerator generator, EmbeddingsRequest request, int text, Fault.Kind fault)
      throws IOException {
    boolean last = text == request.texts().size() - 1;
    generator.writeStartObject();
    generator.writeStringField("object", "embedding");
    generator.writeFieldName("embedding");
    writeVector(generator, request, text, text == 0 ? fault : Fault.Kind.OK);
    generator.writeNumberField("index", fault == Fault.Kind.INDEX && last ? text + 1 : text);
    generator.writeEndObject();
  }

  private void writeVector(
      JsonGenerator generator, EmbeddingsRequest request, int text, Fault.Kind fault)
      throws IOException {
    boolean floats = request.type() == OutputType.FLOAT;
    if (fault == Fault.Kind.NAN && !floats) {
      generator.writeNull();
      return;
    }
    float[] vector =
        vectors.make(
            request.model(),
            request.inputType(),
            request.texts().get(text),
            request.hashes().get(text),
            request.dimension());
    if (fault == Fault.Kind.DIMENSION) {
      vector = Arrays.copyOf(vector, vector.length / 2);
    }
    if (fault == Fault.Kind.NAN) {
      vector[0] = Float.NaN;
    }
    if (request.base64()) {
      byte[] characters = Base64.getEncoder().encode(request.type().bytes(vector));
      generator.writeRawUTF8String(characters, 0, characters.length);
      return;
    }
    generator.writeStartArray();
    if (floats) {
      for (float value : vector) {
        generator.writeNumber(value);
      }
    } else {
      for (byte value : request.type().bytes(vector)) {
        generator.writeNumber(request.type().shown(value));
      }
    }
    generator.writeEndArray();
  }
}
