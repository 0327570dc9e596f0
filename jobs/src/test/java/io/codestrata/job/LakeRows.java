package io.codestrata.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codestrata.config.ConfigReader;
import io.codestrata.config.PipelineConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The rows of a lake's tables, as another program would read them. */
public final class LakeRows {
  private LakeRows() {}

  /**
   * All rows of one table.
   *
   * @param data the data folder
   */
  public static List<JsonNode> of(Path data, String table) throws Exception {
    PipelineConfig config =
        ConfigReader.read(
            Optional.empty(), Map.of(), Map.of("data", data.toString(), "master", "local[2]"));
    List<String> lines;
    try (SparkSession spark = Sessions.open(config)) {
      lines =
          spark
              .read()
              .format("delta")
              .load(data.resolve("lake").resolve(table).toString())
              .toJSON()
              .collectAsList();
    }
    return parse(lines);
  }

  private static List<JsonNode> parse(List<String> lines) throws JsonProcessingException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> rows = new ArrayList<>();
    for (String line : lines) {
      rows.add(json.readTree(line));
    }
    return rows;
  }
}
