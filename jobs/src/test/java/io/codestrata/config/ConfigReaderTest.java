package io.codestrata.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  private static final Path SHIPPED = Path.of("..", "conf", "codestrata.yaml");

  /** {@code # key: value} or {@code # section:}; prose is told apart by what follows its colon. */
  private static final Pattern COMMENTED =
      Pattern.compile("^(?<indent> *)# (?<key>[a-z.-]+):(?<value>| .+)$");

  @TempDir Path folder;

  @Test
  void everyOptionHasItsDefaultWhenNobodySetsIt() throws Exception {
    PipelineConfig config = ConfigReader.read(Optional.empty(), Map.of(), Map.of());

    assertThat(Options.ALL)
        .allSatisfy(option -> assertThat(config.text(option)).isEqualTo(option.defaultValue()));
  }

  @Test
  void everyDefaultPassesItsOwnCheck() {
    assertThat(Options.ALL)
        .filteredOn(option -> !option.defaultValue().isEmpty())
        .allSatisfy(option -> assertThat(option.check().apply(option.defaultValue())).isEmpty());
  }

  @Test
  void flagWinsOverEnvironmentAndEnvironmentOverFile() throws Exception {
    Path file = file("chunk:\n  tokens: 100\nsearch.top: 5\npg:\n  port: 1\n");

    PipelineConfig config =
        ConfigReader.read(
            Optional.of(file),
            Map.of("CODESTRATA_CHUNK_TOKENS", "200", "CODESTRATA_SEARCH_TOP", "6"),
            Map.of("chunk.tokens", "300"));

    assertThat(config.number(Options.CHUNK_TOKENS)).isEqualTo(300);
    assertThat(config.number(Options.TOP)).isEqualTo(6);
    assertThat(config.number(Options.PG_PORT)).isEqualTo(1);
    assertThat(config.origins())
        .containsEntry("chunk.tokens", "flag")
        .containsEntry("search.top", "environment")
        .containsEntry("pg.port", "file")
        .containsEntry("data", "default");
  }

  @Test
  void allFaultsComeInOneMessage() throws IOException {
    Path file = file("chunk:\n  tokens: many\nnope: 1\n");

    assertThatThrownBy(
            () ->
                ConfigReader.read(
                    Optional.of(file),
                    Map.of("CODESTRATA_PG_PORT", "70000", "CODESTRATA_TYPO", "x"),
                    Map.of("embed.provider", "magic")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("5 faults")
        .hasMessageContaining("chunk.tokens")
        .hasMessageContaining("must be a whole number")
        .hasMessageContaining("unknown option nope")
        .hasMessageContaining("CODESTRATA_PG_PORT must be from 0 to 65535")
        .hasMessageContaining("unknown variable CODESTRATA_TYPO")
        .hasMessageContaining("embed.provider must be one of local | voyage");
  }

  @Test
  void brokenFileIsAFaultNotATrace() throws IOException {
    Path file = file("a: [1\n");

    assertThatThrownBy(() -> ConfigReader.read(Optional.of(file), Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is not YAML");
  }

  @Test
  void missingFileIsAFault() {
    assertThatThrownBy(
            () ->
                ConfigReader.read(Optional.of(folder.resolve("missing.yaml")), Map.of(), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot read");
  }

  @Test
  void secretsAreNeverShown() throws Exception {
    PipelineConfig config =
        ConfigReader.read(
            Optional.empty(),
            Map.of("VOYAGE_API_KEY", "canary-key"),
            Map.of("pg.url", "postgresql://u:canary-password@h/d"));

    assertThat(config.text(Options.API_KEY)).isEqualTo("canary-key");
    assertThat(Options.ALL)
        .allSatisfy(option -> assertThat(config.shown(option)).doesNotContain("canary"));
  }

  @Test
  void shippedFileSetsNothing() throws Exception {
    PipelineConfig config = ConfigReader.read(Optional.of(SHIPPED), Map.of(), Map.of());

    assertThat(config.origins())
        .hasSize(Options.ALL.size())
        .allSatisfy((key, origin) -> assertThat(origin).as(key).isEqualTo("default"));
  }

  @Test
  void shippedFileListsEveryOptionOnceInOrderUnderAComment() throws Exception {
    List<String> lines = Files.readAllLines(SHIPPED);
    List<String> keys = new ArrayList<>();
    String section = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = COMMENTED.matcher(lines.get(i));
      if (!line.matches()) {
        continue;
      }
      if (line.group("value").isEmpty()) {
        section = line.group("key") + ".";
        continue;
      }
      section = line.group("indent").isEmpty() ? "" : section;
      keys.add(section + line.group("key"));
      assertThat(lines.get(i - 1)).as("above %s", lines.get(i)).contains("#");
    }

    assertThat(keys)
        .containsExactlyElementsOf(Options.ALL.stream().map(ConfigOption::key).toList());
  }

  @Test
  void shippedFileUncommentedIsTheDefaults() throws Exception {
    String uncommented =
        Files.readAllLines(SHIPPED).stream()
            .map(line -> COMMENTED.matcher(line).replaceFirst("${indent}${key}:${value}"))
            .collect(Collectors.joining("\n"));

    PipelineConfig config = ConfigReader.read(Optional.of(file(uncommented)), Map.of(), Map.of());

    assertThat(Options.ALL)
        .allSatisfy(
            option -> {
              assertThat(config.origins().get(option.key())).as(option.key()).isEqualTo("file");
              assertThat(config.text(option)).as(option.key()).isEqualTo(option.defaultValue());
            });
  }

  private Path file(String content) throws IOException {
    Path file = folder.resolve("codestrata.yaml");
    Files.writeString(file, content);
    return file;
  }
}
