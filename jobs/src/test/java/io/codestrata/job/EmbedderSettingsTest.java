package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.config.ConfigException;
import io.codestrata.config.ConfigReader;
import io.codestrata.embed.Embedder;
import io.codestrata.embed.EmbeddingModel;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbedderSettingsTest {
  @Test
  void localModelIsTheDefaultOrTheOneNamed() throws Exception {
    assertThat(settings(Map.of()).embeddingModel().key())
        .isEqualTo("all-minilm-l6-v2-words/384/float");
    assertThat(settings(Map.of("embed.model", "bge-small-en-v1.5-words")).embeddingModel())
        .isEqualTo(new EmbeddingModel("local", "bge-small-en-v1.5-words", 384, "float", 0));
  }

  @Test
  void namedLocalModelIsTheOneThatEmbeds() throws Exception {
    EmbedderSettings settings = settings(Map.of("embed.model", "bge-small-en-v1.5-words"));

    try (Embedder embedder = settings.open(PermitsPlugin.borrowed())) {
      assertThat(embedder.model()).isEqualTo(settings.embeddingModel());
    }
  }

  @Test
  void unknownLocalModelIsRefusedWithTheNamesOfTheKnown() {
    assertThatThrownBy(() -> settings(Map.of("embed.model", "all-minilm-l6-v2-q")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("all-minilm-l6-v2-q is no local model")
        .hasMessageContaining("all-minilm-l6-v2-words or bge-small-en-v1.5-words");
  }

  private static EmbedderSettings settings(Map<String, String> flags)
      throws ConfigException, JobException {
    return EmbedderSettings.of(ConfigReader.read(Optional.empty(), Map.of(), flags));
  }
}
