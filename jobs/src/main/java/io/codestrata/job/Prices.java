package io.codestrata.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.codestrata.config.PipelineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * List prices, from {@code conf/prices.yaml}.
 *
 * @param models dollars a million tokens by the provider's name of the model
 */
record Prices(JsonNode models) {

  /** The configured file's; none where there is no file. */
  static Prices of(PipelineConfig config) throws JobException {
    Path file = config.pricesFile();
    if (!Files.exists(file)) {
      return new Prices(new YAMLMapper().createObjectNode());
    }
    try {
      return new Prices(new YAMLMapper().readTree(Files.readAllBytes(file)).path("models"));
    } catch (IOException e) {
      throw JobErrors.prices(file, e);
    }
  }

  /** The model's, 0 where none is known. */
  double usdPerMillionTokens(String model) {
    return models.path(model).asDouble(0);
  }
}
