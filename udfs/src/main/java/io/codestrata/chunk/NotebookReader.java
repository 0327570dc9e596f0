package io.codestrata.chunk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.codestrata.language.LanguageDetector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a notebook's cells as a stream (<a
 * href="https://nbformat.readthedocs.io/en/latest/format_description.html">nbformat</a> 3 and 4):
 * outputs are passed over undecoded.
 */
final class NotebookReader {
  private static final int MARK_BYTES = 3;
  private static final String DEFAULT_LANGUAGE = "python";
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  /** A cell whose language may stand behind it in the file. */
  private record Found(String type, String language, JsonText source) {}

  private final byte[] file;
  private final JsonParser parser;

  /** Bytes before what the parser reads: a byte order mark. */
  private final int offset;

  private final List<Found> found = new ArrayList<>();
  private boolean hasCells;
  private String kernel = "";
  private String info = "";

  private NotebookReader(byte[] file, JsonParser parser, int offset) {
    this.file = file;
    this.parser = parser;
    this.offset = offset;
  }

  /** The cells in the file's order; empty where it is no notebook or its JSON is broken. */
  static Optional<List<NotebookCell>> cells(byte[] file) {
    int offset = file.length >= MARK_BYTES && file[0] == (byte) 0xef ? MARK_BYTES : 0;
    try (JsonParser parser = JSON.createParser(file, offset, file.length - offset)) {
      NotebookReader reader = new NotebookReader(file, parser, offset);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      reader.notebook();
      return parser.nextToken() == null && reader.hasCells
          ? Optional.of(reader.named())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void notebook() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
        metadata();
      } else if (field.equals("cells") && value == JsonToken.START_ARRAY) {
        cells();
      } else if (field.equals("worksheets") && value == JsonToken.START_ARRAY) {
        worksheets();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void worksheets() throws IOException {
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      notebook();
    }
  }

  private void metadata() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      boolean object = parser.nextToken() == JsonToken.START_OBJECT;
      if (object && field.equals("kernelspec")) {
        kernel = field("language");
      } else if (object && field.equals("language_info")) {
        info = field("name");
      } else {
        parser.skipChildren();
      }
    }
  }

  /** A text of the object that was begun, or the empty string. */
  private String field(String name) throws IOException {
    String text = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals(name);
      if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
        text = parser.getText();
      }
      parser.skipChildren();
    }
    return text;
  }

  private void cells() throws IOException {
    hasCells = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        cell();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void cell() throws IOException {
    String type = "";
    String language = "";
    JsonText source = new JsonText(file);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("source") || field.equals("input")) {
        source = new JsonText(file);
        source(value, source);
      } else if (field.equals("cell_type") && value == JsonToken.VALUE_STRING) {
        type = parser.getText();
      } else if (field.equals("language") && value == JsonToken.VALUE_STRING) {
        language = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    found.add(new Found(type, language, source));
  }

  private void source(JsonToken value, JsonText source) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      append(source);
    } else if (value == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
          append(source);
        } else {
          parser.skipChildren();
        }
      }
    } else {
      parser.skipChildren();
    }
  }

  private void append(JsonText source) throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.finishToken();
    int end = (int) parser.currentLocation().getByteOffset();
    source.append(offset + start + 1, offset + end - 1);
  }

  private List<NotebookCell> named() {
    String code =
        LanguageDetector.shared()
            .byLinguistName(info)
            .or(() -> LanguageDetector.shared().byLinguistName(kernel))
            .orElse(
                info.isEmpty() && kernel.isEmpty() ? DEFAULT_LANGUAGE : LanguageDetector.UNKNOWN);
    List<NotebookCell> cells = new ArrayList<>();
    for (Found cell : found) {
      String language =
          switch (cell.type()) {
            case "code" -> LanguageDetector.shared().byLinguistName(cell.language()).orElse(code);
            case "markdown", "heading" -> "markdown";
            default -> LanguageDetector.UNKNOWN;
          };
      cells.add(new NotebookCell(cells.size() + 1, language, cell.source()));
    }
    return cells;
  }
}
