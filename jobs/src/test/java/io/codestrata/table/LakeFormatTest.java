package io.codestrata.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LakeFormatTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @Test
  void newLakeKeepsItsIdAndIsOfThisFormat() throws Exception {
    assertThat(Lake.find(lake(), HADOOP)).isEmpty();
    assertThat(folder.resolve("lake")).doesNotExist();

    String id = Lake.prepare(lake(), HADOOP);

    assertThat(Lake.prepare(lake(), HADOOP)).isEqualTo(id);
    assertThat(Lake.find(lake(), HADOOP)).contains(id);
    assertThat(file()).contains("\"formatVersion\":3", id);
  }

  @Test
  void olderLakeIsMigratedInPlaceByTheFirstThatWrites() throws Exception {
    write("{\"formatVersion\":1,\"lakeId\":\"the-lake\"}");

    assertThat(Lake.find(lake(), HADOOP)).contains("the-lake");
    assertThat(file()).contains("\"formatVersion\":1");
    assertThat(Lake.prepare(lake(), HADOOP)).isEqualTo("the-lake");

    assertThat(file()).contains("\"formatVersion\":3", "the-lake");
    assertThat(Lake.find(lake(), HADOOP)).contains("the-lake");
    try (Stream<Path> files = Files.list(folder.resolve("lake"))) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsOnly("_codestrata.json", "._codestrata.json.crc");
    }
  }

  @Test
  void newerLakeIsRefusedWithTheRemedyByReadersAndWriters() throws Exception {
    write("{\"formatVersion\":99,\"lakeId\":\"x\"}");

    assertThatThrownBy(() -> Lake.prepare(lake(), HADOOP))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("format 99 is newer than this version's 3")
        .hasMessageContaining("update Codestrata");
    assertThatThrownBy(() -> Lake.find(lake(), HADOOP))
        .hasMessageContaining("is newer than this version's");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not JSON",
        "[]",
        "{}",
        "{\"formatVersion\":1}",
        "{\"lakeId\":\"x\"}",
        "{\"formatVer"
      })
  void fileThatDoesNotSayWhichLakeItIsIsRefusedAndLeftAsItIs(String content) throws Exception {
    write(content);

    assertThatThrownBy(() -> Lake.prepare(lake(), HADOOP))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("does not say which lake it is")
        .hasMessageContaining("put the file back as it was");
    assertThatThrownBy(() -> Lake.find(lake(), HADOOP)).isInstanceOf(LakeException.class);
    assertThat(file()).isEqualTo(content);
  }

  private String lake() {
    return folder.resolve("lake").toUri().toString();
  }

  private void write(String content) throws IOException {
    Files.createDirectories(folder.resolve("lake"));
    Files.writeString(folder.resolve("lake/_codestrata.json"), content);
  }

  private String file() throws IOException {
    return Files.readString(folder.resolve("lake/_codestrata.json"));
  }
}
