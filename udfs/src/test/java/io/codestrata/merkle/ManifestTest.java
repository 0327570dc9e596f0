package io.codestrata.merkle;

import static io.codestrata.merkle.Trees.file;
import static io.codestrata.merkle.Trees.manifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  @Test
  void entriesComeInPathOrderHoweverGiven() {
    assertThat(manifest(file("b", "1"), file("a/x", "1"), file("a.x", "1")).entries())
        .extracting(ManifestEntry::path)
        .containsExactly("a.x", "a/x", "b");
  }

  @Test
  void samePathTwiceIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> manifest(file("a", "1"), file("a", "2")))
        .withMessage("bad manifest entry 'a': out of order or twice");
  }

  @Test
  void unsortedEntriesAreRefusedByTheConstructor() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Manifest(List.of(file("b", "1"), file("a", "1"))));
  }

  @Test
  void pathThatIsFileAndFolderIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> manifest(file("a", "1"), file("a.b", "1"), file("a/b", "1")))
        .withMessageContaining("its folder is also a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", ".", "a/../b", "./a", "a\0b", "\uD83D", "\uDE00"})
  void pathsOutsideARepositoryAreRefused(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> manifest(file(path, "1")));
  }
}
