package io.codestrata.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codestrata.source.SourceEntry;
import io.codestrata.source.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFileTest {
  @TempDir Path folder;

  @Test
  void manifestElsewhereIsReadThroughHadoopAndItsPathsAreAbsolute() throws Exception {
    Path data = folder.resolve("data");
    Path file = folder.resolve("all.jsonl");
    Files.writeString(
        file, "{\"path\": \"/srv/shop\"}\n{\"url\": \"https://example.org/lib.git\"}\n");

    assertThat(ManifestFile.read(file.toUri().toString().replace("file:/", "file:///"), data))
        .extracting(SourceEntry::argument)
        .containsExactly("/srv/shop", "https://example.org/lib.git");
    assertThat(data).isEmptyDirectory();
    assertThat(ManifestFile.read(file.toString(), data)).hasSize(2);

    Files.writeString(file, "{\"path\": \"shop\"}\n");
    assertThat(ManifestFile.read(file.toString(), data))
        .extracting(SourceEntry::argument)
        .containsExactly(folder.resolve("shop").toString());
    assertThatThrownBy(() -> ManifestFile.read("file://" + file, data))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("all.jsonl:1 path must be absolute");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void manifestThatCannotBeFetchedIsSaidWithoutItsPassword() {
    assertThatThrownBy(() -> ManifestFile.read("file:///nowhere/all.jsonl", folder))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("cannot fetch the manifest file:///nowhere/all.jsonl");
    assertThatThrownBy(() -> ManifestFile.read("nosuch://user:secret@host/all.jsonl", folder))
        .hasMessageContaining("cannot fetch the manifest nosuch://")
        .hasMessageNotContaining("secret");
  }
}
