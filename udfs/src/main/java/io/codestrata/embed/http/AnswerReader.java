package io.codestrata.embed.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;

/**
 * Reads an embeddings answer, of Voyage as of OpenAI: {@code data[].index}, {@code
 * data[].embedding} as base64 or as numbers whichever was asked (some servers know one only), and
 * {@code usage}. Reads as a stream: a tree of a full answer holds millions of objects.
 */
final class AnswerReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int USUAL_DIMENSION = 1_024;

  private final VectorType type;
  private final float[][] vectors;
  private int found;
  private long totalTokens = -1;
  private long promptTokens = -1;

  private AnswerReader(VectorType type, int texts) {
    this.type = type;
    this.vectors = new float[texts][];
  }

  /**
   * @param dimension what each vector must have; 0 where it is not known
   * @throws BrokenAnswer when anything is missing or out of place
   */
  static EmbeddingsAnswer read(byte[] body, int texts, VectorType type, int dimension)
      throws BrokenAnswer {
    AnswerReader reader = new AnswerReader(type, texts);
    try (JsonParser parser = JSON.createParser(body)) {
      reader.root(parser);
    } catch (BrokenAnswer e) {
      throw e;
    } catch (IOException e) {
      // The parser's own message quotes what it read.
      throw new BrokenAnswer("it sent no JSON, or a part of it");
    }
    return reader.answer(dimension);
  }

  private void root(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new BrokenAnswer("it sent no JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("data") && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          item(parser);
        }
      } else if (name.equals("usage") && value == JsonToken.START_OBJECT) {
        usage(parser);
      } else {
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new BrokenAnswer("it sent more than one JSON object");
    }
  }

  private void usage(JsonParser parser) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      boolean count = parser.nextToken() == JsonToken.VALUE_NUMBER_INT;
      if (count && name.equals("total_tokens")) {
        totalTokens = parser.getLongValue();
      } else if (count && name.equals("prompt_tokens")) {
        promptTokens = parser.getLongValue();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void item(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new BrokenAnswer("it sent an embedding that is no object");
    }
    int index = -1;
    float[] vector = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals("index") && value == JsonToken.VALUE_NUMBER_INT) {
        index = parser.getIntValue();
      } else if (name.equals("embedding")) {
        vector = vector(parser);
      } else {
        parser.skipChildren();
      }
    }
    found++;
    if (index < 0 || index >= vectors.length || vectors[index] != null) {
      throw new BrokenAnswer("it sent a wrong index, or one twice");
    }
    if (vector == null) {
      throw new BrokenAnswer("it sent an embedding without a vector");
    }
    vectors[index] = vector;
  }

  private float[] vector(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      try {
        return type.components(Base64.getDecoder().decode(parser.getText()));
      } catch (IllegalArgumentException e) {
        throw new BrokenAnswer("it sent a vector that is not base64");
      }
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new BrokenAnswer("it sent a vector that is neither base64 nor an array");
    }
    float[] numbers = new float[USUAL_DIMENSION];
    int size = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * size);
      }
      // A server whose vector is not finite writes null, as JSON has no word for it.
      numbers[size++] = parser.currentToken().isNumeric() ? parser.getFloatValue() : Float.NaN;
      parser.skipChildren();
    }
    float[] exact = Arrays.copyOf(numbers, size);
    return isFinite(exact) ? type.components(exact) : exact;
  }

  private EmbeddingsAnswer answer(int dimension) throws BrokenAnswer {
    if (found != vectors.length) {
      throw new BrokenAnswer("it sent " + found + " embeddings for " + vectors.length + " texts");
    }
    int expected = dimension > 0 || vectors.length == 0 ? dimension : vectors[0].length;
    for (float[] vector : vectors) {
      if (vector.length != expected || expected == 0) {
        throw new BrokenAnswer(
            "it sent a vector of "
                + vector.length
                + " components where "
                + expected
                + " were due (is embed.dimension the model's?)");
      }
      if (!isFinite(vector)) {
        throw new BrokenAnswer("it sent a vector that is not finite", true);
      }
      if (isZero(vector)) {
        throw new BrokenAnswer("it sent a vector of zeros", true);
      }
    }
    long tokens = totalTokens > 0 ? totalTokens : promptTokens;
    return new EmbeddingsAnswer(
        List.of(vectors), tokens > 0 ? OptionalLong.of(tokens) : OptionalLong.empty());
  }

  private static boolean isFinite(float[] vector) {
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(float[] vector) {
    for (float value : vector) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
