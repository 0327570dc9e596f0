package io.codestrata.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternBoundsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"*.log", "/build/", "**/a/**/b/**", "*.py[cod]", ".~lock.*#", "a*/b*c*/d*"})
  void patternsOfRealIgnoreFilesAreTried(String pattern) {
    assertThat(PatternBounds.isBounded(pattern)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*a*a*b", "x/***y", "a/*b*c*d*/e"})
  void manyStarsInOneNameAreNot(String pattern) {
    assertThat(PatternBounds.isBounded(pattern)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "vendor/mine/**, vendor, true",
    "vendor/mine/**, vendor/mine/sub, true",
    "/vendor/mine, vendor/other, false",
    "src/**, node_modules, false",
    "**/mine, node_modules, true",
    "ven*/mine, vendor, true",
    "*.pb.go, node_modules, true",
    "mine/, node_modules, true",
    "/mine/, node_modules, false",
    "a/b, a, true",
  })
  void patternIsHeldAgainstAFolderByItsLeadingNames(
      String pattern, String folder, boolean mayMatch) {
    assertThat(PatternBounds.mayMatchBelow(pattern, folder)).isEqualTo(mayMatch);
  }
}
