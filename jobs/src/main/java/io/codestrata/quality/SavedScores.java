package io.codestrata.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the NDCG@10 of each query from what an earlier evaluation has written. */
public final class SavedScores {
  private SavedScores() {}

  /**
   * By {@link #key}.
   *
   * @throws QualityException when the file cannot be read or is none of an evaluation
   */
  public static Map<String, Double> read(Path file) throws QualityException {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw QualityErrors.unreadable(file, e);
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    for (JsonNode query : root.path("queries")) {
      if (!query.path("ndcg10").isNumber()) {
        throw QualityErrors.notScores(file);
      }
      scores.put(
          key(query.path("repository").asText(), query.path("query").asText()),
          query.path("ndcg10").asDouble());
    }
    if (scores.isEmpty()) {
      throw QualityErrors.notScores(file);
    }
    return scores;
  }

  static String key(LabelledQuery query) {
    return key(query.repository(), query.text());
  }

  private static String key(String repository, String text) {
    return repository + "\n" + text;
  }
}
