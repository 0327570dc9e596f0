package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The lake is open: an engine that shares no code with Spark reads the same of it. */
class LakeOpenIT {
  private static final List<String> TABLES =
      List.of("chunks", "embeddings", "failures", "files", "merkle_nodes", "repositories", "runs");

  @Test
  void deltaRsReadsWhatSparkReadsInEveryVersionAndTheChangeFeed() throws Exception {
    SampleLake sample = SampleLake.get();
    Path lake = sample.installation().lake();

    List<JsonNode> read = DeltaRs.read(lake);

    assertThat(read)
        .filteredOn(line -> line.path("newest").asBoolean())
        .extracting(line -> line.path("table").asText())
        .containsExactlyElementsOf(TABLES);
    try (SparkSession spark = Sessions.open(sample.installation().config())) {
      for (JsonNode line : read) {
        String table = line.path("table").asText();
        Path path = lake.resolve(table);
        if (line.has("feed")) {
          assertThat(counts(line.path("feed")))
              .as("feed of %s", table)
              .isEqualTo(feed(spark, path));
          continue;
        }
        if (line.has("said")) {
          assertSaid(spark, path, line.path("said"));
          continue;
        }
        long version = line.path("version").asLong();
        Dataset<Row> rows =
            spark.read().format("delta").option("versionAsOf", version).load(path.toString());
        assertThat(canonical(line.path("rows")))
            .as("%s at version %d", table, version)
            .isEqualTo(canonical(json(rows)));
        assertThat(names(line.path("schema"))).isEqualTo(names(json(rows.schema().json())));
      }
    }
    assertThat(read)
        .filteredOn(line -> line.path("table").asText().equals("files"))
        .filteredOn(line -> line.path("version").asLong() == 0 && !line.has("feed"))
        .flatExtracting(line -> line.path("rows").findValuesAsText("path"))
        .containsExactlyInAnyOrder("README.md", "src/Cart.java", "src/auth.py", "src/loan.py");
  }

  /** By which a reader knows what versions of tables belong together. */
  private static void assertSaid(SparkSession spark, Path path, JsonNode said) throws Exception {
    JsonNode commits =
        json(spark.sql("DESCRIBE HISTORY delta.`" + path + "`").select("userMetadata"));
    assertThat(said).as("commits of %s", path).hasSameSizeAs(commits);
    for (int i = 0; i < said.size(); i++) {
      assertThat(said.path(i).asText("")).isEqualTo(commits.path(i).path("userMetadata").asText());
      assertThat(said.path(i).isTextual()).isEqualTo(path.endsWith("repositories"));
    }
  }

  private static JsonNode json(Dataset<Row> rows) throws Exception {
    return json(rows.toJSON().collectAsList().stream().collect(Collectors.joining(",", "[", "]")));
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  /** Column to type. */
  private static Map<String, String> names(JsonNode schema) {
    Map<String, String> names = new TreeMap<>();
    schema
        .path("fields")
        .forEach(
            field ->
                names.put(
                    field.path("name").asText(),
                    field.path("type").isTextual()
                        ? field.path("type").asText()
                        : field.path("type").path("type").asText()));
    return names;
  }

  private static Map<String, Long> feed(SparkSession spark, Path path) throws Exception {
    return counts(
        json(
            spark
                .read()
                .format("delta")
                .option("readChangeFeed", "true")
                .option("startingVersion", 0)
                .load(path.toString())
                .select("_change_type", "_commit_version")));
  }

  /** Version and kind of change to the number of rows. */
  private static Map<String, Long> counts(JsonNode feed) {
    return StreamSupport.stream(feed.spliterator(), false)
        .collect(
            Collectors.groupingBy(
                row -> row.path("_commit_version") + " " + row.path("_change_type").asText(),
                TreeMap::new,
                Collectors.counting()));
  }

  /** Rows in one order and one spelling: no nulls, numbers as stored, times to the millisecond. */
  private static List<String> canonical(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(LakeOpenIT::spelled)
        .sorted()
        .toList();
  }

  private static String spelled(JsonNode value) {
    if (value.isObject()) {
      Map<String, String> fields = new TreeMap<>();
      value
          .properties()
          .forEach(
              field -> {
                if (!field.getValue().isNull()) {
                  fields.put(field.getKey(), spelled(field.getValue()));
                }
              });
      return fields.toString();
    }
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(LakeOpenIT::spelled)
          .toList()
          .toString();
    }
    if (value.isFloatingPointNumber()) {
      return Float.toString(value.floatValue());
    }
    return value.asText().matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)")
        ? OffsetDateTime.parse(value.asText()).toInstant().truncatedTo(ChronoUnit.MILLIS).toString()
        : value.asText();
  }
}
