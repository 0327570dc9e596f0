package io.codestrata.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTokenCountTest {
  @TempDir Path folder;

  @Test
  void tokensAreThoseOfTheFileWithItsMarks() throws Exception {
    assertThat(TokenizerTokenCount.load(TestTokenizer.file()).of("hello world")).isEqualTo(4);
  }

  @Test
  void longTextIsCountedToItsEnd() throws Exception {
    assertThat(TokenizerTokenCount.load(TestTokenizer.file()).of("word ".repeat(5_000)))
        .isEqualTo(5_002);
  }

  @Test
  void promptThatTheProviderAddsIsLearnt() throws Exception {
    TokenCount count = TokenizerTokenCount.load(TestTokenizer.file());

    count.learn(List.of("hello world", "hello"), 4 + 3 + 2 * 7);

    assertThat(count.of("hello world")).isEqualTo(4 + 7);
  }

  @Test
  void answerOfAnotherModelTeachesNothing() throws Exception {
    TokenCount count = TokenizerTokenCount.load(TestTokenizer.file());

    count.learn(List.of("hello world"), 4 + 1_000);
    count.learn(List.of("hello world"), 1);

    assertThat(count.of("hello world")).isEqualTo(4);
  }

  @Test
  void fileThatIsNoneIsFatalAndNamed() throws Exception {
    Path broken = Files.writeString(folder.resolve("tokenizer.json"), "{}");

    for (Path file : List.of(broken, folder.resolve("missing.json"))) {
      EmbeddingException failure =
          catchThrowableOfType(EmbeddingException.class, () -> TokenizerTokenCount.load(file));

      assertThat(failure.kind()).isEqualTo(EmbeddingException.Kind.FATAL);
      assertThat(failure)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("set embed.tokenizer");
    }
  }
}
