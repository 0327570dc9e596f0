package io.codestrata.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language of these expressions is the same in Java and in PostgreSQL. */
class PathGlobTest {
  @ParameterizedTest
  @CsvSource({
    "*.py, src/a/auth.py, true",
    "*.py, auth.pyc, false",
    "auth, src/auth/login.go, true",
    "auth, src/oauth/login.go, false",
    "src/auth, src/auth/login.go, true",
    "src/auth/, src/auth/login.go, true",
    "/src, src/auth/login.go, true",
    "/auth, src/auth/login.go, false",
    "src/auth, lib/src/auth/login.go, false",
    "src/*.py, src/a.py, true",
    "src/*.py, src/a/b.py, false",
    "src/**/*.py, src/a.py, true",
    "src/**/*.py, src/a/b/c.py, true",
    "src/**, src/a/b, true",
    "**/test?.go, x/test1.go, true",
    "test?.go, test12.go, false",
    "a+(b)[c].txt, a+(b)[c].txt, true",
    "a+b.txt, aab.txt, false",
    "a.b, axb, false",
    "föö/*.go, föö/é.go, true"
  })
  void patternMeansPath(String glob, String path, boolean means) {
    assertThat(Pattern.compile(PathGlob.regex(glob)).matcher(path).find()).isEqualTo(means);
  }
}
