package io.codestrata.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codestrata.pgvector.SearchHit;
import io.codestrata.pgvector.SignalShare;
import java.util.List;

/** Hits as tools read them: an array of objects. */
final class HitJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private HitJson() {}

  /**
   * The array.
   *
   * @param longest chars of a hit's text at most; the rest is left out and said
   * @param explain say what each signal gave
   */
  static ArrayNode array(List<SearchHit> hits, int longest, boolean explain) {
    ArrayNode array = MAPPER.createArrayNode();
    for (SearchHit hit : hits) {
      ObjectNode object = array.addObject();
      object
          .put("repository", hit.repository())
          .put("path", hit.path())
          .put("startLine", hit.startLine())
          .put("endLine", hit.endLine())
          .put("symbol", hit.symbol())
          .put("kind", hit.kind())
          .put("language", hit.language())
          .put("score", hit.score())
          .put("text", bounded(hit.text(), longest));
      if (explain) {
        ObjectNode signals = object.putObject("signals");
        hit.shares().forEach(share -> put(signals, share));
      }
    }
    return array;
  }

  private static void put(ObjectNode signals, SignalShare share) {
    ObjectNode object = signals.putObject(share.signal().toString());
    if (share.rank() > 0) {
      object.put("rank", share.rank());
    }
    object.put(share.signal().isFactor() ? "factor" : "points", share.value());
  }

  /** The same in lines for people. */
  static String pretty(List<SearchHit> hits, boolean explain) throws JsonProcessingException {
    return MAPPER
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(array(hits, Integer.MAX_VALUE, explain));
  }

  private static String bounded(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "\n... (" + (text.length() - end) + " more characters)";
  }
}
