package io.codestrata.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.codestrata.language.DetectionScore.Confusion;
import io.codestrata.language.DetectionScore.Foreign;
import io.codestrata.language.DetectionScore.Share;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DetectionMeasureTest {
  private final DetectionMeasure measure = new DetectionMeasure();

  @Test
  void nothingCountedIsAllRight() {
    assertThat(measure.score().all()).isEqualTo(new Share(0, 0, 0));
    assertThat(measure.score().all().percent()).isEqualTo(100);
  }

  @Test
  void filesOfKnownLanguagesAreRightOrConfused() {
    add("Java", "Cart.java", "");
    add("C++", "cart.h", "class Cart {\n};\n");
    add("C++", "cart.h", "int total();\n");
    add("Objective-C", "cart.h", "int total();\n");
    add("C++", "total.h", "int total();\n");

    DetectionScore score = measure.score();

    assertThat(score.all()).isEqualTo(new Share(5, 2, 3));
    assertThat(score.contested()).isEqualTo(new Share(4, 1, 3));
    assertThat(score.all().percent()).isEqualTo(40);
    assertThat(score.confusions())
        .containsExactly(new Confusion("C++", "c", 2), new Confusion("Objective-C", "c", 1));
  }

  @Test
  void partOfALanguageOfLinguistIsRight() {
    add("HCL", "main.tf", "");
    add("HCL", "main.hcl", "");
    add("OCaml", "cart.mli", "");

    assertThat(measure.score().all()).isEqualTo(new Share(3, 3, 0));
  }

  @Test
  void filesOfOtherLanguagesAreCountedApart() {
    add("Klingon", "cart.klingon", "");
    add("Klingon", "cart.txt", "");
    add("Klingon", "cart.forth", "");
    add("Klingon", "cart.java", "");

    DetectionScore score = measure.score();

    assertThat(score.foreign()).isEqualTo(new Foreign(4, 2, 1, 1));
    assertThat(score.all().files()).isZero();
    assertThat(score.confusions()).isEmpty();
  }

  private void add(String language, String path, String content) {
    measure.add(language, path, content.getBytes(StandardCharsets.UTF_8));
  }
}
