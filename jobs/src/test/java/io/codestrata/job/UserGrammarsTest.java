package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.chunk.Chunk;
import io.codestrata.chunk.SyntaxChunker;
import io.codestrata.chunk.TokenEstimate;
import io.codestrata.config.ConfigException;
import io.codestrata.config.ConfigReader;
import io.codestrata.config.PipelineConfig;
import io.codestrata.language.GrammarRegistry;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserGrammarsTest {
  @TempDir private Path folder;

  @Test
  void libraryAndThreeLinesMakeALanguage() throws Exception {
    library("toy.so");
    Files.writeString(
        folder.resolve("toy.properties"),
        "library=toy.so\nsymbol=python\nextensions=toy\ndeclarations=function_definition=function\n");

    GrammarRegistry registry = UserGrammars.registry(config());

    byte[] code = "def greet():\n    pass\n".getBytes(StandardCharsets.UTF_8);
    assertThat(registry.detector().detect("a.toy", code)).isEqualTo("toy");
    assertThat(new SyntaxChunker(registry, new TokenEstimate(), 100).chunk("toy", code))
        .extracting(Chunk::symbol)
        .containsExactly("greet");
    assertThat(registry.fingerprint()).isNotEqualTo(GrammarRegistry.shared().fingerprint());
  }

  @Test
  void usersGrammarTakesThePlaceOfAKnownOneAndItsEndings() throws Exception {
    library("mine.so");
    Files.writeString(
        folder.resolve("starlark.properties"),
        "library=mine.so\nsymbol=python\nextensions=py\ndeclarations=class_definition=class\n");

    GrammarRegistry registry = UserGrammars.registry(config());

    assertThat(registry.detector().detect("a.py", new byte[0])).isEqualTo("starlark");
    assertThat(registry.detector().detect("a.bzl", new byte[0])).isEqualTo("starlark");
    assertThat(registry.declarations("starlark")).containsOnlyKeys("class_definition");
  }

  @Test
  void faultyFileIsNamedWithItsFault() throws Exception {
    Files.writeString(folder.resolve("toy.properties"), "library=gone.so\n");
    assertThatThrownBy(() -> UserGrammars.registry(config()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("toy.properties")
        .hasMessageContaining("gone.so");

    Files.writeString(folder.resolve("toy.properties"), "colour=red\n");
    assertThatThrownBy(() -> UserGrammars.registry(config())).hasMessageContaining("colour");

    library("toy.so");
    Files.writeString(folder.resolve("toy.properties"), "library=toy.so\ndeclarations=what?\n");
    assertThatThrownBy(() -> UserGrammars.registry(config())).hasMessageContaining("what?");
  }

  @Test
  void noFolderMeansNoGrammars() throws Exception {
    PipelineConfig config =
        ConfigReader.read(
            Optional.empty(), Map.of(), Map.of("chunk.grammars", folder.resolve("x").toString()));

    assertThat(UserGrammars.registry(config)).isSameAs(GrammarRegistry.shared());
  }

  private PipelineConfig config() throws ConfigException {
    return ConfigReader.read(
        Optional.empty(), Map.of(), Map.of("chunk.grammars", folder.toString()));
  }

  /** A real grammar's library, under a name of the user's. */
  private void library(String name) throws Exception {
    String platform =
        System.getProperty("os.arch").equals("amd64") ? "linux-x86_64" : "linux-aarch64";
    try (InputStream python =
        GrammarRegistry.class.getResourceAsStream("native/" + platform + "/python.so")) {
      Files.copy(python, folder.resolve(name));
    }
  }
}
