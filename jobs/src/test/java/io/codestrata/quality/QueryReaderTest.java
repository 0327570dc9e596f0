package io.codestrata.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryReaderTest {
  @TempDir Path folder;

  @Test
  void folderNamesTheRepositoriesAndWhatIsNotSaidIsTold() throws Exception {
    Files.writeString(
        folder.resolve("shop.json"),
        """
        [{"query": "how prices add up", "relevant": ["src/Cart.java"], "seed": {"line": 1}},
         {"query": "verify_password",
          "relevant": [{"path": "src/auth.py", "start_line": 3, "end_line": 9}],
          "secondary": ["src\\\\user.py"], "category": "api", "repo": "bank", "language": "c"}]
        """);
    Files.writeString(folder.resolve("app.json"), "[{\"query\":\"a b\",\"relevant\":[\"m.go\"]}]");
    Files.writeString(folder.resolve("notes.txt"), "no queries");

    assertThat(QueryReader.read(folder, ""))
        .containsExactly(
            new LabelledQuery(
                "a b", List.of(Target.file("m.go")), List.of(), "semantic", "app", "go"),
            new LabelledQuery(
                "how prices add up",
                List.of(Target.file("src/Cart.java")),
                List.of(),
                "architecture",
                "shop",
                "java"),
            new LabelledQuery(
                "verify_password",
                List.of(new Target("src/auth.py", 3, 9)),
                List.of(Target.file("src/user.py")),
                "api",
                "bank",
                "c"));
  }

  @Test
  void fileAsksTheRepositoryThatIsGiven() throws Exception {
    Path file = Files.writeString(folder.resolve("x"), "[{\"query\":\"q\",\"relevant\":[\"a\"]}]");

    assertThat(QueryReader.read(file, "shop").get(0).repository()).isEqualTo("shop");
    assertThat(QueryReader.read(file, "").get(0).repository()).isEmpty();
    assertThat(QueryReader.read(file, "").get(0).category()).isEqualTo("symbol");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                            | not an array",
        "[]                                            | the array is empty",
        "[{\"relevant\": [\"a\"]}]                     | cannot read query 1",
        "[{\"query\": \"q\"}]                          | nothing is relevant",
        "[{\"query\": \"q\", \"relevant\": \"a\"}]     | relevant and secondary are arrays",
        "[{\"query\": \"q\", \"relevant\": [{}]}]      | an answer without a path",
        "[{\"query\":                                  | in line 1 (correct the file)",
      })
  void badFileIsSaidInOneLineWithItsName(String content, String fault) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.json"), content);

    assertThatThrownBy(() -> QueryReader.read(file, ""))
        .isInstanceOf(QualityException.class)
        .hasMessageContaining(fault)
        .hasMessageContaining(file.toString())
        .hasMessageNotContaining("\n");
  }

  @Test
  void missingFileAndEmptyFolderAreSaid() {
    assertThatThrownBy(() -> QueryReader.read(folder.resolve("none.json"), ""))
        .hasMessageContaining("no such file (check the path)");
    assertThatThrownBy(() -> QueryReader.read(folder, ""))
        .hasMessageContaining("no file there is named *.json");
  }
}
