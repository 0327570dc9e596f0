package io.codestrata.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefPatternsTest {
  @Test
  void patternsBecomeTheRefsTheyMeanAndNamesStayAsTheyAre() {
    List<String> present = List.of("main", "release/1.x", "release/2/hot", "v1.9", "v1x9");
    List<String> unmatched = new ArrayList<>();

    assertThat(
            RefPatterns.expand(
                List.of("v1.9", "release/*", "v1.*", "gone", "none/*", "*"),
                present,
                unmatched::add))
        .containsExactly("v1.9", "release/1.x", "release/2/hot", "gone", "main", "v1x9");
    assertThat(unmatched).containsExactly("none/*");
  }
}
