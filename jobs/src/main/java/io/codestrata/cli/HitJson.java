package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.codestrata.pgvector.SearchHit;
import java.util.List;

/** Hits as tools read them: an array of objects. */
final class HitJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private HitJson() {}

  /**
   * The array.
   *
   * @param longest chars of a hit's text at most; the rest is left out and said
   */
  static ArrayNode array(List<SearchHit> hits, int longest) {
    ArrayNode array = MAPPER.createArrayNode();
    for (SearchHit hit : hits) {
      array
          .addObject()
          .put("repository", hit.repository())
          .put("path", hit.path())
          .put("startLine", hit.startLine())
          .put("endLine", hit.endLine())
          .put("symbol", hit.symbol())
          .put("kind", hit.kind())
          .put("language", hit.language())
          .put("score", hit.score())
          .put("text", bounded(hit.text(), longest));
    }
    return array;
  }

  /** The same in lines for people. */
  static String pretty(List<SearchHit> hits) throws JsonProcessingException {
    return MAPPER
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(array(hits, Integer.MAX_VALUE));
  }

  private static String bounded(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "\n... (" + (text.length() - end) + " more characters)";
  }
}
