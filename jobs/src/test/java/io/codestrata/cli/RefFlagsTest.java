package io.codestrata.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParseResult;

class RefFlagsTest {
  @Test
  void indexTakesSeveralRefsAndPatterns() {
    ParseResult parsed =
        new CommandLine(new IndexCommand()).parseArgs(".", "--refs", "v1,release/*", "--refs=v2");

    List<String> refs = parsed.matchedOptionValue("--refs", List.of());
    assertThat(refs).containsExactly("v1", "release/*", "v2");
  }

  @Test
  void searchAsksOneRefOrAll() {
    CommandLine search = new CommandLine(new SearchCommand());

    String ref = search.parseArgs("question", "--ref", "v1").matchedOptionValue("--ref", "");
    assertThat(ref).isEqualTo("v1");
    assertThat(search.parseArgs("question", "--all-refs").hasMatchedOption("--all-refs")).isTrue();
    assertThatThrownBy(() -> search.parseArgs("question", "--ref", "v1", "--all-refs"))
        .isInstanceOf(MutuallyExclusiveArgsException.class);
  }
}
